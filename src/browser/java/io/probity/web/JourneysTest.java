package io.probity.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.testing.ApiClient;
import io.probity.testing.PostgresResource;
import io.probity.testing.RecordingWebhook;
import io.probity.testing.RecordingWebhook.Answer;
import io.probity.testing.TargetServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people do with the pages, in a real browser against real targets and receivers. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JourneysTest {
  private static final String ADMIN = PostgresResource.ADMIN_KEY;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LARGEST_FIRST_PAGE = 200 * 1024;

  /** As they come, also where the page before has fetched them already; without the stream. */
  private static final String BYTES =
      """
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
          .filter((each) => each.entryType === 'navigation' || each.name.includes('/assets/'))
          .reduce((sum, each) => sum + each.encodedBodySize, 0)
      """;

  private static Chromium chromium;

  private final ApiKeys keys;

  @Inject
  JourneysTest(ApiKeys keys) {
    this.keys = keys;
  }

  @BeforeAll
  static void openBrowser() {
    chromium = new Chromium();
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
  }

  @AfterAll
  static void closeBrowser() {
    chromium.close();
  }

  @Test
  void somebodyLogsInByKeyAndOutAgain() {
    try (Visit visit = visit().expecting(401)) {
      visit.open("channels");
      assertThat(visit.field("Key")).isFocused();
      visit.field("Key").fill("pk_wrong");
      visit.button("Log in").click();
      assertThat(visit.part("[role=alert]")).hasText("This key is unknown, revoked or expired.");
      visit.field("Key").fill(ADMIN);
      visit.button("Log in").click();
      visit.arrivesAt("Channels");
      visit.button("Log out").click();
      assertThat(visit.field("Key")).isVisible();
      visit.open("channels");
      assertThat(visit.field("Key")).isVisible();
    }
  }

  @Test
  void anEndpointIsTriedThenAddedThenCheckedAtOnce() {
    try (TargetServer target = TargetServer.plain(with -> with.serveOk("fine"));
        Visit visit = visit().logIn(ADMIN)) {
      visit.arrivesAt("Overview");
      visit.part("main").getByText(Pattern.compile("^Add (the first )?endpoint$")).last().click();
      visit.arrivesAt("Add endpoint");
      visit.field("URL").fill(target.url("127.0.0.1", "/first"));
      visit.button("Try").click();
      assertThat(visit.part("#tried .state.chip")).hasText("up");
      assertThat(visit.part("#tried .wf svg").first()).isVisible();
      visit.button("Add endpoint").click();
      visit.arrivesAt("127.0.0.1");
      assertThat(visit.page()).hasURL(Pattern.compile(".*/endpoints/[0-9a-f-]{36}$"));
      assertThat(visit.part("#toasts")).containsText("Saved.");
      visit.button("Check now").click();
      assertThat(visit.part("#now")).containsText("up, answered 200 within");
      assertThat(visit.part("#now .waterfall svg")).isVisible();
      assertThat(visit.part("#attempts .waterfall svg").first()).isVisible();
    }
  }

  @Test
  void theOpenPageOfAnEndpointTellsThatItFailsAndThatItRecovers() {
    AtomicReference<String> status = new AtomicReference<>("200 OK");
    try (TargetServer target = answering(status);
        Visit visit = visit().logIn(ADMIN)) {
      String id = endpoint("live", target.url("127.0.0.1", "/health"), false);
      visit.arrivesAt("Overview").open("endpoints/" + id);
      Locator state = visit.part("#head .state");
      assertThat(state).hasText("up");
      assertThat(visit.part("#live")).hasText("live");
      visit.page().evaluate("window.loadedOnce = true");

      status.set("503 Service Unavailable");
      assertThat(state).hasText("down");
      assertThat(visit.part("#trouble")).containsText("status.5xx");
      assertThat(visit.part("#trouble")).containsText("curl");
      status.set("200 OK");
      assertThat(state).hasText("up");
      assertThat(visit.part("#trouble")).not().containsText("status.5xx");
      assertThat(visit.page().evaluate("window.loadedOnce")).isEqualTo(true);
    }
  }

  @Test
  void aMessageThatWasRefusedOnceArrivesAndIsSentAgain() {
    try (RecordingWebhook receiver = RecordingWebhook.start().then(Answer.status(500));
        Visit visit = visit().logIn(ADMIN)) {
      visit.arrivesAt("Overview").open("channels/new");
      visit.field("URL of the receiver").fill(receiver.url().toString());
      visit.button("Add channel").click();
      assertThat(visit.part("#shown-once-text")).hasText(Pattern.compile("^whsec_.+"));
      visit.button("Done").click();
      visit.arrivesAt("127.0.0.1").button("Send test").click();
      assertThat(visit.part("#test-result")).containsText("500");
      assertThat(visit.part("#log")).containsText("answered 500");

      assertThat(visit.part("#log .state")).hasText("delivered");
      assertThat(receiver.received()).hasSize(2);
      visit.part("#log").getByText("Redeliver").click();
      assertThat(visit.part("#toasts")).containsText("Queued again.");
      await().atMost(PATIENCE).until(() -> receiver.received().size() == 3);
      assertThat(visit.part("#log .state")).hasText("delivered");
      assertThat(receiver.received())
          .extracting(RecordingWebhook.Received::id)
          .containsOnly(receiver.received().get(0).id());
    }
  }

  @Test
  void whatIsRefusedIsSaidAtItsField() {
    try (Visit visit = visit().expecting(422).logIn(ADMIN)) {
      visit.arrivesAt("Overview").open("endpoints/new");
      visit.field("URL").fill("http://127.0.0.1:1/");
      visit.field("Every").fill("soon");
      visit.button("Add endpoint").click();
      Locator interval = visit.field("Every");
      assertThat(interval).isFocused();
      assertThat(interval).hasAttribute("aria-invalid", "true");
      assertThat(interval).hasAccessibleDescription(Pattern.compile("such as 30s or 5m.* \\S+"));
      assertThat(visit.part(".error")).hasCount(1);

      visit.button("Try").click();
      assertThat(visit.part(".error")).hasCount(1);
      assertThat(visit.part("#tried")).isHidden();
    }
  }

  @Test
  void whoIsLateIsOfferedWhatOthersSavedMeanwhile() {
    String id = endpoint("late", "http://127.0.0.1:1/", true);
    try (Visit visit = visit().expecting(412).logIn(ADMIN)) {
      visit.arrivesAt("Overview").open("endpoints/" + id + "/edit");
      rename(id, "Renamed by others");
      visit.field("Name").fill("Renamed by me");
      visit.button("Save").click();
      assertThat(visit.part("[data-errors]")).isFocused();
      visit.link("Reload what is there now").click();
      assertThat(visit.field("Name")).hasValue("Renamed by others");
      visit.field("Name").fill("Renamed by both");
      visit.button("Save").click();
      visit.arrivesAt("Renamed by both");
    }
  }

  @Test
  void whoMayOnlyLookFindsNothingToChange() {
    String id = endpoint("looked-at", "http://127.0.0.1:1/", true);
    String viewer = keys.create("wallboard", Role.VIEWER, Map.of(), null).text();
    try (Visit visit = visit().expecting(403).logIn(viewer)) {
      visit.arrivesAt("Overview");
      assertThat(visit.part("nav.main-nav")).not().containsText("Keys");
      for (String path : new String[] {"", "endpoints/" + id, "incidents", "channels"}) {
        visit.open(path);
        assertThat(visit.part("h1")).isVisible();
        assertThat(visit.part("[data-method], [data-form], #check-now, a[href$='/new']"))
            .hasCount(0);
        assertThat(visit.part("a[href$='/edit']")).hasCount(0);
      }
      visit.open("endpoints/new");
      assertThat(visit.part("form[data-form]")).hasCount(0);
    }
  }

  @Test
  void readingNeedsNoScript() {
    AtomicReference<String> status = new AtomicReference<>("503 Service Unavailable");
    try (TargetServer target = answering(status);
        Visit visit = new Visit(chromium.openWithoutScripts(1280, 900), site())) {
      String id = endpoint("plain", target.url("127.0.0.1", "/health"), false);
      await()
          .atMost(PATIENCE)
          .until(() -> api().get("/endpoints/" + id).at("/health/state").asText().equals("down"));
      visit.logIn(ADMIN).arrivesAt("Overview");
      assertThat(visit.part("#board")).containsText("plain");
      visit.field("Name, URL or key").fill("plain");
      visit.button("Filter").click();
      visit.part("#endpoints").getByText("plain").first().click();
      visit.arrivesAt("plain");
      assertThat(visit.part("#head .state")).hasText("down");
      assertThat(visit.part("#trouble")).containsText("status.5xx");
      assertThat(visit.part("#attempts .waterfall svg").first()).isVisible();
      assertThat(visit.button("Check now")).isHidden();
      assertThat(visit.part("#latency .no-script")).isVisible();
    }
  }

  @Test
  void theFirstPageIsLight() {
    try (Visit visit = visit().logIn(ADMIN)) {
      visit.arrivesAt("Overview");
      Page page = visit.page();
      page.waitForLoadState();
      assertThat(((Number) page.evaluate(BYTES)).intValue())
          .as("bytes of the first page and of all that it loads")
          .isBetween(2_000, LARGEST_FIRST_PAGE);
    }
  }

  private static Visit visit() {
    return new Visit(chromium.open(1280, 900), site());
  }

  private static String site() {
    return "http://localhost:" + RestAssured.port + "/";
  }

  private static ApiClient api() {
    return new ApiClient(URI.create(site()), ADMIN);
  }

  private static String endpoint(String name, String url, boolean paused) {
    Map<String, Object> document =
        Map.of(
            "name",
            name,
            "url",
            url,
            "interval",
            "1s",
            "paused",
            paused,
            "thresholds",
            Map.of("down", 1, "up", 1),
            "retry",
            Map.of("maxAttempts", 1));
    return api().post("/endpoints", document).path("id").asText();
  }

  private static void rename(String id, String name) {
    api().put("/endpoints/" + id, Map.of("name", name, "url", "http://127.0.0.1:1/"));
  }

  private static TargetServer answering(AtomicReference<String> status) {
    return TargetServer.plain(
        with -> {
          while (true) {
            with.request();
            with.respond(status.get(), "Server: target", "");
          }
        });
  }
}
