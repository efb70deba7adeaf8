package io.probity.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.testing.PostgresResource;
import io.probity.testing.TargetServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class EndpointPageResourceTest {
  private final ApiKeys keys;

  @Inject
  EndpointPageResourceTest(ApiKeys keys) {
    this.keys = keys;
  }

  @Test
  void showsAnEndpointFromItsFirstGoodCheckToItsFailure() {
    AtomicReference<String> status = new AtomicReference<>("200 OK");
    try (TargetServer target =
        TargetServer.plain(
            with -> {
              while (true) {
                with.request();
                with.respond(status.get(), "Server: nginx", "");
              }
            })) {
      String id =
          create(
              """
              {"key": "page-1", "name": "Orders <b>", "url": "%s", "interval": "1s",
               "thresholds": {"down": 1}, "retry": {"maxAttempts": 1}, "labels": {"team": "a"}}
              """
                  .formatted(target.url("127.0.0.1", "/health?token=s3cr3t-token")));
      awaitState(id, "up");
      String up = awaitPage(id, "phase-first-byte", "<code>200</code>");
      assertThat(up)
          .contains("Orders &lt;b&gt;", "/health?token=***", "state up chip", "team:a")
          .contains("Check now", "<code>200</code>", "phase-first-byte", "None so far.")
          .contains("data-stream=\"?endpoint=" + id + "\"")
          .doesNotContain("s3cr3t", "What is wrong", "Certificate chain", "<b>");

      status.set("503 Service Unavailable");
      awaitState(id, "down");
      String down = awaitPage(id, "Open incident", "curl -v");
      assertThat(down)
          .contains("state down chip", "What is wrong", "status.5xx", "the target")
          .contains("curl -v", "data-copy=\"command-1\"", "Open incident", "open for")
          .doesNotContain("s3cr3t");
      String passed =
          page(PostgresResource.ADMIN_KEY, "/endpoints/" + id + "?verdict=up&window=7d&phase=tls")
              .asString();
      assertThat(passed.substring(passed.indexOf("id=\"check-list\"")))
          .contains("<code>200</code>")
          .doesNotContain("status.5xx");
    }
  }

  @Test
  void leadsFromAKeyToThePage() {
    String id = create("{\"key\": \"page.2\", \"url\": \"https://h.example/\", \"paused\": true}");
    create("{\"key\": \"page.2-too\", \"url\": \"https://h.example/\", \"paused\": true}");
    given()
        .redirects()
        .follow(false)
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .get("/endpoints/by-key/page.2")
        .then()
        .statusCode(303)
        .header("Location", endsWith("/endpoints/" + id));
    page(PostgresResource.ADMIN_KEY, "/endpoints/by-key/page").then().statusCode(404);
  }

  @Test
  void showsAViewerNothingToChange() {
    String id = create("{\"url\": \"https://h.example/\", \"paused\": true}");
    String viewer = keys.create("viewer", Role.VIEWER, Map.of(), null).text();
    assertThat(page(viewer, "/endpoints/" + id).asString())
        .contains("state paused chip", "Last attempts", "Settings")
        .doesNotContain("data-method", "check-now", "/edit");
    assertThat(page(PostgresResource.ADMIN_KEY, "/endpoints/" + id).asString())
        .contains("data-method=\"DELETE\"", "/resume", "/edit");
  }

  @Test
  void isNotThereForAKeyOfOtherLabels() {
    String id =
        create(
            "{\"key\": \"page-3\", \"url\": \"https://h.example/\", \"paused\": true,"
                + " \"labels\": {\"team\": \"a\"}}");
    String ours = keys.create("ours", Role.VIEWER, Map.of("team", "a"), null).text();
    String others = keys.create("others", Role.VIEWER, Map.of("team", "b"), null).text();
    page(ours, "/endpoints/" + id).then().statusCode(200);
    for (String path : new String[] {id, "by-key/page-3", "no-id"}) {
      Response answer = page(others, "/endpoints/" + path);
      answer.then().statusCode(404).contentType("text/html");
      assertThat(answer.asString()).contains("Nothing here").doesNotContain("h.example");
    }
  }

  private static Response page(String key, String path) {
    return with(key).accept("text/html").get(path);
  }

  private static void awaitState(String id, String state) {
    await()
        .untilAsserted(
            () ->
                with(PostgresResource.ADMIN_KEY)
                    .get("/api/v1/endpoints/" + id)
                    .then()
                    .body(
                        "health.state",
                        equalTo(state),
                        "health.lastCheck.verdict",
                        equalTo(state)));
  }

  /** The page once it shows texts: history and incidents are written a little later than states. */
  private static String awaitPage(String id, String... texts) {
    return await()
        .until(
            () -> page(PostgresResource.ADMIN_KEY, "/endpoints/" + id).asString(),
            page -> Stream.of(texts).allMatch(page::contains));
  }

  private static String create(String body) {
    return with(PostgresResource.ADMIN_KEY)
        .contentType("application/json")
        .body(body)
        .post("/api/v1/endpoints")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static RequestSpecification with(String key) {
    return given().urlEncodingEnabled(false).header("Authorization", "Bearer " + key);
  }
}
