package io.probity.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.probity.web.Site.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.testing.PostgresResource;
import io.probity.testing.TargetServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who only reads, without scripts, or with the keyboard alone, in a real browser. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ReadingJourneysTest {
  private static Site site;

  private final ApiKeys keys;

  @Inject
  ReadingJourneysTest(ApiKeys keys) {
    this.keys = keys;
  }

  @BeforeAll
  static void openBrowser() {
    site = new Site();
  }

  @AfterAll
  static void closeBrowser() {
    site.close();
  }

  @Test
  void whoMayOnlyLookFindsNothingToChange() {
    String id = site.endpoint("looked-at", "http://127.0.0.1:1/", true);
    String viewer = keys.create("wallboard", Role.VIEWER, Map.of(), null).text();
    try (Visit visit = site.visit().expecting(403).logIn(viewer)) {
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
    try (TargetServer target = Site.answering(status);
        Visit visit = site.visitWithoutScripts()) {
      String id = site.endpoint("plain", target.url("127.0.0.1", "/health"), false);
      await()
          .atMost(Site.PATIENCE)
          .until(
              () -> site.api().get("/endpoints/" + id).at("/health/state").asText().equals("down"));
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
  void theKeyboardLeadsToACommandThatShowsTheFailure() {
    AtomicReference<String> status = new AtomicReference<>("503 Service Unavailable");
    try (TargetServer target = Site.answering(status);
        Visit visit = site.visit().logIn(ADMIN)) {
      String id = site.endpoint("by keyboard", target.url("127.0.0.1", "/health"), false);
      await().atMost(Site.PATIENCE).until(() -> site.state(id).equals("down"));
      Page page = visit.page();
      page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      visit.arrivesAt("Overview").open("");
      page.keyboard().press("Tab");
      assertThat(visit.link("Skip to content")).isFocused();
      visit.tabTo(visit.field("Name, URL or key"));
      page.keyboard().type("by keyboard");
      page.keyboard().press("Enter");
      page.waitForURL("**/?q=by+keyboard*");
      visit.tabTo(visit.part("#endpoints a.name"));
      page.keyboard().press("Enter");
      visit.arrivesAt("by keyboard");
      visit.tabTo(visit.button("Copy command 1"));
      page.keyboard().press("Enter");
      assertThat(visit.part("#toasts")).containsText("Copied.");
      assertThat((String) page.evaluate("navigator.clipboard.readText()"))
          .startsWith("curl")
          .contains("/health");
    }
  }
}
