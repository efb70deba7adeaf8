package io.probity.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.probity.web.Site.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import io.probity.testing.ApiClient;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people write into forms, in a real browser, and what becomes of it. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FormJourneysTest {
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
  void whatIsRefusedIsSaidAtItsField() {
    try (Visit visit = site.visit().expecting(422).logIn(ADMIN)) {
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
    String id = site.endpoint("late", "http://127.0.0.1:1/", true);
    try (Visit visit = site.visit().expecting(412).logIn(ADMIN)) {
      visit.arrivesAt("Overview").open("endpoints/" + id + "/edit");
      site.rename(id, "Renamed by others");
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
  void aKeyIsShownOnceWorksAndIsRevoked() {
    try (Visit visit = site.visit().logIn(ADMIN)) {
      visit.arrivesAt("Overview").open("keys");
      visit.field("Name").fill("deploy pipeline");
      visit.field("Role").selectOption("editor");
      visit.button("Make key").click();
      Locator shown = visit.part("#shown-once-text");
      assertThat(shown).hasText(Pattern.compile("^pk_.{20,}$"));
      String key = shown.textContent();
      visit.button("Done").click();
      assertThat(visit.part("#keys")).containsText("deploy pipeline");
      assertThat(shown).hasText("");
      assertThat(visit.page().content()).doesNotContain(key);
      ApiClient pipeline = new ApiClient(URI.create(Site.url()), key);
      assertThat(pipeline.get("/endpoints").has("items")).isTrue();

      visit.page().onceDialog(Dialog::accept);
      visit.button("Revoke deploy pipeline").click();
      assertThat(visit.part("#toasts")).containsText("Revoked.");
      assertThat(visit.part("#keys")).not().containsText("deploy pipeline");
      assertThatThrownBy(() -> pipeline.get("/endpoints")).hasMessageContaining(": 401 ");
    }
  }

  @Test
  void maintenanceShowsItsNextTimesBeforeItIsPlanned() {
    String id = site.endpoint("upgraded", "http://127.0.0.1:1/", true);
    try (Visit visit = site.visit().logIn(ADMIN)) {
      visit.arrivesAt("Overview").open("maintenance/new");
      visit.field("Name").fill("Database upgrade");
      visit.field("How often").selectOption("recurring");
      visit.field("Begins (cron)").fill("30 2 * * sun");
      visit.field("Lasts").fill("2h");
      visit.field("Time zone").fill("Europe/Berlin");
      assertThat(visit.part("#preview .times li").first()).containsText("for 2 h");
      visit.field("Chosen by").selectOption("names");
      visit.field("Add an endpoint").fill("upgrad");
      visit.part("#found").getByText("upgraded").click();
      assertThat(visit.part("[data-named] li a")).hasAttribute("href", "/endpoints/" + id);
      visit.button("Plan maintenance").click();
      visit.arrivesAt("Maintenance");
      Locator row = visit.part("#windows tbody tr").filter(having("Database upgrade"));
      assertThat(row).containsText("30 2 * * sun for 2h, Europe/Berlin");
      assertThat(row).containsText("1 by name");

      visit.link("Database upgrade").click();
      visit.arrivesAt("Database upgrade");
      visit.page().onceDialog(Dialog::accept);
      visit.button("Delete").click();
      visit.arrivesAt("Maintenance");
      assertThat(visit.part("#windows")).not().containsText("Database upgrade");
    }
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
