package io.probity.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.probity.web.Site.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.probity.testing.PostgresResource;
import io.probity.testing.RecordingWebhook;
import io.probity.testing.RecordingWebhook.Answer;
import io.probity.testing.TargetServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people do with the pages, in a real browser against real targets and receivers. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JourneysTest {
  private static final int LARGEST_FIRST_PAGE = 200 * 1024;

  /** As they come, also where the page before has fetched them already; without the stream. */
  private static final String BYTES =
      """
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
          .filter((each) => each.entryType === 'navigation' || each.name.includes('/assets/'))
          .reduce((sum, each) => sum + each.encodedBodySize, 0)
      """;

  private static Site site;

  @BeforeAll
  static void openBrowser() {
    site = new Site();
  }

  @AfterAll
  static void closeBrowser() {
    site.close();
  }

  @Test
  void somebodyLogsInByKeyAndOutAgain() {
    try (Visit visit = site.visit().expecting(401)) {
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
        Visit visit = site.visit().logIn(ADMIN)) {
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
  void anEndpointRestsWhileItIsPaused() {
    AtomicReference<String> status = new AtomicReference<>("200 OK");
    try (TargetServer target = Site.answering(status);
        Visit visit = site.visit().logIn(ADMIN)) {
      String id = site.endpoint("rests", target.url("127.0.0.1", "/health"), false);
      visit.arrivesAt("Overview").open("endpoints/" + id);
      Locator state = visit.part("#head .state");
      assertThat(state).hasText("up");
      visit.button("Pause").click();
      assertThat(visit.part("#toasts")).containsText("Paused.");
      assertThat(state).hasText("paused");
      assertThat(visit.button("Pause")).hasCount(0);
      visit.button("Check now").click();
      assertThat(visit.part("#now")).containsText("up, answered 200 within");
      assertThat(state).hasText("paused");
      visit.button("Resume").click();
      assertThat(visit.part("#toasts")).containsText("Resumed.");
      assertThat(state).hasText("up");
      assertThat(visit.button("Resume")).hasCount(0);
    }
  }

  @Test
  void theOpenPageOfAnEndpointTellsThatItFailsAndThatItRecovers() {
    AtomicReference<String> status = new AtomicReference<>("200 OK");
    try (TargetServer target = Site.answering(status);
        Visit visit = site.visit().logIn(ADMIN)) {
      String id = site.endpoint("live", target.url("127.0.0.1", "/health"), false);
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
  void theOverviewFollowsAnEndpointDownAndUpAgain() {
    AtomicReference<String> status = new AtomicReference<>("503 Service Unavailable");
    try (TargetServer target = Site.answering(status);
        Visit visit = site.visit().logIn(ADMIN)) {
      String id = site.endpoint("followed", target.url("127.0.0.1", "/health"), false);
      visit.arrivesAt("Overview").open("?q=followed");
      assertThat(visit.part("#endpoints .state")).hasText("down");
      visit.page().evaluate("window.loadedOnce = true");
      status.set("200 OK");
      assertThat(visit.part("#endpoints .state")).hasText("up");
      assertThat(visit.part("#endpoints .why")).hasCount(0);
      assertThat(visit.page().evaluate("window.loadedOnce")).isEqualTo(true);
      assertThat(visit.part("#endpoints a.name")).hasAttribute("href", "/endpoints/" + id);
    }
  }

  @Test
  void aMessageThatWasRefusedOnceArrivesAndIsSentAgain() {
    try (RecordingWebhook receiver = RecordingWebhook.start().then(Answer.status(500));
        Visit visit = site.visit().logIn(ADMIN)) {
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
      await().atMost(Site.PATIENCE).until(() -> receiver.received().size() == 3);
      assertThat(visit.part("#log .state")).hasText("delivered");
      assertThat(receiver.received())
          .extracting(RecordingWebhook.Received::id)
          .containsOnly(receiver.received().get(0).id());
    }
  }

  @Test
  void theFirstPageIsLight() {
    try (Visit visit = site.visit().logIn(ADMIN)) {
      visit.arrivesAt("Overview");
      Page page = visit.page();
      page.waitForLoadState();
      assertThat(((Number) page.evaluate(BYTES)).intValue())
          .as("bytes of the first page and of all that it loads")
          .isBetween(2_000, LARGEST_FIRST_PAGE);
    }
  }
}
