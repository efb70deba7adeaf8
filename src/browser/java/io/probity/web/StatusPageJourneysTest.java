package io.probity.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.probity.web.Site.ADMIN;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.options.RequestOptions;
import io.probity.testing.PostgresResource;
import io.probity.testing.TargetServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What somebody without a key sees of status pages and badges, in a real browser. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class StatusPageJourneysTest {
  /** Bars of one state are one path. */
  private static final String BARS =
      """
      (drawing) => [...drawing.querySelectorAll('path')]
          .reduce((sum, each) => sum + each.getAttribute('d').split('z').length - 1, 0)
      """;

  /** Resolves to the width of the picture at an address once it is drawn. */
  private static final String WIDTH =
      """
      async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        return image.naturalWidth;
      }
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
  void everybodySeesHowServicesStandAndNothingElse() {
    AtomicReference<String> status = new AtomicReference<>("503 Service Unavailable");
    try (TargetServer target = Site.answering(status);
        Visit visit = site.visit()) {
      String url = target.url("127.0.0.1", "/internal-path");
      String id = service("Card payments", url, "shop");
      await().atMost(Site.PATIENCE).until(() -> site.state(id).equals("down"));
      publish("shop", true);
      visit.open("status/shop").arrivesAt("Shop status");
      assertThat(visit.part("h2.name")).hasText("Checkout");
      assertThat(visit.part(".services .name")).hasText("Card payments");
      assertThat(visit.part(".services svg.bars").evaluate(BARS)).isEqualTo(90);
      assertThat(visit.part(".services .state")).hasText("Down");
      assertThat(visit.part("[aria-labelledby=open-title]")).containsText("Card payments");
      assertThat(visit.page().content())
          .doesNotContain(id, "internal", "shop-key", "127.0.0.1", ":" + URI.create(url).getPort());
      assertThat(visit.requests()).noneMatch(each -> each.contains("/api/"));
    }
  }

  @Test
  void whoHasThePageIsNotSentItAgain() {
    try (Visit visit = site.visit()) {
      service("Kept service", "http://127.0.0.1:1/", "kept");
      publish("kept", true);
      visit.open("status/kept").arrivesAt("Shop status");
      APIRequestContext requests = visit.page().request();
      String page = Site.url() + "status/kept";
      String tag = requests.get(page).headers().get("etag");
      assertThat(requests.get(page, having(tag)).status()).isEqualTo(304);
      assertThat(requests.get(page, having("\"other\"")).status()).isEqualTo(200);
    }
  }

  @Test
  void aBadgeIsDrawnWhereItIsEmbedded() {
    try (Visit visit = site.visit()) {
      service("Badged", "http://127.0.0.1:1/", "badged");
      publish("badged", true);
      visit.open("status/badged").arrivesAt("Shop status");
      for (String badge : List.of("status", "uptime", "latency", "certificate")) {
        Object width = visit.page().evaluate(WIDTH, "/badges/badged-key/" + badge + ".svg");
        assertThat((Integer) width).as("width of %s, pixels", badge).isGreaterThan(60);
      }
    }
  }

  @Test
  void whatIsNotForEverybodyLooksLikeWhatIsNotThere() {
    service("Hidden service", "http://127.0.0.1:1/", "hidden");
    publish("hidden", false);
    try (Visit visit = site.visit().expecting(404)) {
      visit.open("status/nowhere").arrivesAt("Nothing here");
      String nowhere = visit.part("body").innerText();
      visit.open("status/hidden").arrivesAt("Nothing here");
      assertThat(visit.part("body").innerText()).isEqualTo(nowhere);
      visit.link("To the overview").click();
      visit.field("Key").fill(ADMIN);
      visit.button("Log in").click();
      visit.arrivesAt("Overview").open("status/hidden").arrivesAt("Shop status");
      assertThat(visit.part(".services .name").first()).isVisible();
    }
  }

  /** One that the status pages show; no word of its key and its labels is for the public. */
  private static String service(String name, String url, String slug) {
    return site.endpoint(
        name,
        url,
        Map.of(
            "key",
            slug + "-key",
            "labels",
            Map.of("part", "Checkout", "shown", slug, "host", "internal-label"),
            "public",
            true));
  }

  /** Makes a page of one service, and waits until the public knows it. */
  private static void publish(String slug, boolean open) {
    Map<String, Object> match = Map.of("labels", Map.of("shown", slug));
    site.api()
        .post(
            "/status-pages",
            Map.of(
                "slug",
                slug,
                "title",
                "Shop status",
                "match",
                match,
                "groupBy",
                "part",
                "public",
                open));
    String page = "/status/" + slug;
    await().atMost(Site.PATIENCE).until(() -> given().get(page).statusCode() == (open ? 200 : 404));
  }

  private static RequestOptions having(String tag) {
    return RequestOptions.create().setHeader("If-None-Match", tag);
  }
}
