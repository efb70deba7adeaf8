package io.probity.web;

import static io.restassured.RestAssured.config;
import static io.restassured.RestAssured.given;
import static io.restassured.config.DecoderConfig.decoderConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the public sees, what it does not, and who looks after it. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class StatusAndBadgesTest {
  private static final String HTML = "text/html";
  private static final String MARK = "s3cret";

  private final Db db;
  private final ApiKeys keys;
  private final String team = "t" + UUID.randomUUID();

  @Inject
  StatusAndBadgesTest(Db db, ApiKeys keys) {
    this.db = db;
    this.keys = keys;
  }

  private static RequestSpecification admin() {
    return with(PostgresResource.ADMIN_KEY);
  }

  private static RequestSpecification with(String key) {
    return given().header("Authorization", "Bearer " + key).contentType("application/json");
  }

  private static RequestSpecification visitor() {
    return given().redirects().follow(false).header("Accept", HTML);
  }

  private String endpoint(String key, boolean open) {
    Response made =
        admin()
            .body(
                Map.of(
                    "key",
                    key,
                    "name",
                    "Card payments",
                    "url",
                    "http://127.0.0.1:9/" + MARK + "-url",
                    "headers",
                    Map.of("X-Internal", MARK + "-header"),
                    "labels",
                    Map.of("team", team, "part", "Checkout", "host", MARK + "-label"),
                    "public",
                    open,
                    "paused",
                    true))
            .post("/api/v1/endpoints");
    assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
    return made.path("id");
  }

  private String page(String slug, boolean open) {
    Response made =
        admin()
            .body(
                Map.of(
                    "slug",
                    slug,
                    "title",
                    "Shop status",
                    "match",
                    Map.of("labels", Map.of("team", team)),
                    "groupBy",
                    "part",
                    "public",
                    open))
            .post("/api/v1/status-pages");
    assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
    return made.path("id");
  }

  /** Right after it was made a page may be unknown to the public for some seconds. */
  private static void awaitPublic(String slug) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> visitor().get("/status/" + slug).statusCode() == 200);
  }

  private void incident(String endpoint) {
    db.update(
        """
        INSERT INTO incident (id, endpoint_id, opened_at, failure, acknowledged_by)
        SELECT ?, id, ?, ?, ? FROM endpoint WHERE public_id = ?
        """,
        UUID.randomUUID(),
        Instant.now().minusSeconds(600),
        new Json(
            """
            {"phase": "connect", "class": "connect.refused", "detail": "s3cret-detail",
             "evidence": {"addresses": ["s3cret-evidence"]}}
            """),
        MARK + "-person",
        UUID.fromString(endpoint));
  }

  @Test
  void nothingInternalLeaks() {
    String endpoint = endpoint(MARK + "-key-" + team, true);
    incident(endpoint);
    admin()
        .body(
            Map.of(
                "name", "New database",
                "match", Map.of("endpoints", List.of(endpoint)),
                "cron", "0 2 * * *",
                "duration", "1h"))
        .post("/api/v1/maintenance")
        .then()
        .statusCode(201);
    String page = page("p-" + team, true);
    awaitPublic("p-" + team);
    for (String path : List.of("/status/p-" + team, "/status/p-" + team + ".json")) {
      Response answer = visitor().get(path);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.asString())
          .contains("Card payments", "Checkout", "New database", "It did not accept connections.")
          .doesNotContain(MARK, endpoint, page, "127.0.0.1", "refused");
      assertThat(answer.headers().toString()).doesNotContain(MARK, endpoint, page);
    }
    visitor()
        .get("/status/p-" + team)
        .then()
        .body(containsString("Not monitored"))
        .body(not(containsString("main-nav")));
  }

  @Test
  void aPublicPageMayBeKeptForAWhile() {
    endpoint("k-" + team, false);
    page("c-" + team, true);
    awaitPublic("c-" + team);
    Response first = visitor().get("/status/c-" + team);
    first
        .then()
        .header("Cache-Control", equalTo("public, max-age=15"))
        .header("Last-Modified", containsString("GMT"));
    visitor()
        .header("If-None-Match", first.header("ETag"))
        .get("/status/c-" + team)
        .then()
        .statusCode(304)
        .header("ETag", equalTo(first.header("ETag")));
    assertThat(
            visitor()
                .header("Accept-Encoding", "gzip")
                .get("/status/c-" + team)
                .header("Content-Encoding"))
        .isEqualTo("gzip");
  }

  @Test
  void aPageThatIsNotPublicIsForKeysThatReachIt() {
    page("n-" + team, false);
    String hidden = visitor().get("/status/n-" + team).then().statusCode(404).extract().asString();
    assertThat(visitor().get("/status/none-" + team).then().statusCode(404).extract().asString())
        .isEqualTo(hidden);
    admin()
        .accept(HTML)
        .get("/status/n-" + team)
        .then()
        .statusCode(200)
        .header("Cache-Control", equalTo("no-store"))
        .body(containsString("Nothing is monitored here"));
    String other = keys.create("other", Role.ADMIN, Map.of("team", "x"), null).text();
    with(other).accept(HTML).get("/status/n-" + team).then().statusCode(404);
    with(other).accept(HTML).get("/status-pages").then().body(not(containsString("n-" + team)));
  }

  @Test
  void badgesOfPublicEndpointsAnswerEverybody() {
    String id = endpoint("b-" + team, true);
    for (String kind : List.of("status", "uptime", "latency", "certificate")) {
      String path = "/badges/b-" + team + "/" + kind;
      Response svg = given().queryParam("label", "<x>").get(path + ".svg?window=7d");
      svg.then()
          .statusCode(200)
          .contentType("image/svg+xml")
          .header("Cache-Control", equalTo("public, max-age=60"))
          .header("Cross-Origin-Resource-Policy", equalTo("cross-origin"))
          .body(containsString("&lt;x&gt;"));
      given()
          .header("If-None-Match", svg.header("ETag"))
          .queryParam("label", "<x>")
          .get(path + ".svg?window=7d")
          .then()
          .statusCode(304);
      given().get(path + ".json").then().statusCode(200).body("schemaVersion", equalTo(1));
    }
    given().get("/badges/" + id + "/status.json").then().body("message", equalTo("not monitored"));
    given().get("/badges/" + id + "/status.svg?window=1y").then().statusCode(400);
    given().get("/badges/" + id + "/other.svg").then().statusCode(404);
  }

  @Test
  void badgesOfOthersAreForKeysThatReachThem() {
    endpoint("o-" + team, false);
    String path = "/badges/o-" + team + "/status.svg";
    given().get(path).then().statusCode(404);
    given().get("/badges/none-" + team + "/status.svg").then().statusCode(404);
    admin().get(path).then().statusCode(200).header("Cache-Control", equalTo("no-store"));
    String other = keys.create("other", Role.ADMIN, Map.of("team", "x"), null).text();
    with(other).get(path).then().statusCode(404);
  }

  @Test
  void editorsLookAfterPagesAndViewersLookAtThem() {
    String id = page("e-" + team, false);
    String viewer = keys.create("viewer", Role.VIEWER, Map.of(), null).text();
    with(viewer)
        .accept(HTML)
        .get("/status-pages")
        .then()
        .statusCode(200)
        .body(containsString("/status/e-" + team))
        .body(not(containsString("data-method")))
        .body(not(containsString("/edit")));
    with(viewer).accept(HTML).get("/status-pages/new").then().statusCode(403).contentType(HTML);
    admin()
        .accept(HTML)
        .get("/status-pages")
        .then()
        .body(containsString("/status-pages/" + id + "/edit"));
    admin().accept(HTML).get("/status-pages/new").then().body(containsString("New status page"));
    admin()
        .accept(HTML)
        .get("/status-pages/" + id + "/edit")
        .then()
        .statusCode(200)
        .body(containsString("value=\"e-" + team + "\""));
    admin().accept(HTML).get("/status-pages/" + new UUID(1, 1) + "/edit").then().statusCode(404);
    visitor().get("/status-pages").then().statusCode(303);
  }

  @Test
  void tellsHowToEmbedTheBadgesOfAnEndpoint() {
    String id = endpoint("s-" + team, false);
    admin()
        .accept(HTML)
        .get("/endpoints/" + id + "/badges")
        .then()
        .statusCode(200)
        .body(containsString("/badges/s-" + team + "/uptime.svg?window=30d"))
        .body(containsString("is not public"));
    String other = keys.create("other", Role.ADMIN, Map.of("team", "x"), null).text();
    with(other).accept(HTML).get("/endpoints/" + id + "/badges").then().statusCode(404);
  }

  @Test
  void assetsArePackedOnce() {
    given()
        .get(new Assets().url("probity.svg"))
        .then()
        .statusCode(200)
        .header("Content-Encoding", equalTo("gzip"))
        .body(containsString("<svg"));
    given()
        .config(config().decoderConfig(decoderConfig().noContentDecoders()))
        .get(new Assets().url("probity.svg"))
        .then()
        .header("Content-Encoding", nullValue());
  }
}
