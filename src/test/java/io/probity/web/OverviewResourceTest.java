package io.probity.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The overview and the pages of incidents, over HTTP. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OverviewResourceTest {
  private static final String DOWN =
      """
      {"name": "%s", "key": "%s", "url": "http://127.0.0.1:1/?token=hidden", "interval": "1h",
       "thresholds": {"down": 1}, "retry": {"maxAttempts": 1}, "labels": {"crew": "%s"}}
      """;

  private final ApiKeys keys;

  @Inject
  OverviewResourceTest(ApiKeys keys) {
    this.keys = keys;
  }

  private String key(Role role, String crew) {
    return keys.create("o-" + role.wireName(), role, Map.of("crew", crew), null).text();
  }

  private static String page(String key, String path, int status) {
    return given()
        .header("Authorization", "Bearer " + key)
        .header("Accept", "text/html")
        .urlEncodingEnabled(false)
        .redirects()
        .follow(false)
        .get(path)
        .then()
        .statusCode(status)
        .contentType("text/html")
        .extract()
        .asString();
  }

  /** An endpoint that is down; answers the id of its incident. */
  private static String down(String key, String name, String crew) {
    String id =
        given()
            .header("Authorization", "Bearer " + key)
            .contentType("application/json")
            .body(DOWN.formatted(name, name.toLowerCase(java.util.Locale.ROOT), crew))
            .post("/api/v1/endpoints")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    return await()
        .until(
            () ->
                given()
                    .header("Authorization", "Bearer " + key)
                    .get("/api/v1/endpoints/" + id)
                    .path("health.incidentId"),
            incident -> incident != null);
  }

  @Test
  void welcomesWhoHasNoEndpointsYet() {
    assertThat(page(key(Role.EDITOR, "none"), "/", 200))
        .contains("Nothing is monitored yet", "/api/v1/endpoints", "/endpoints/new");
    assertThat(page(key(Role.VIEWER, "none"), "/", 200))
        .contains("Nothing is monitored yet")
        .doesNotContain("/endpoints/new", "curl");
  }

  @Test
  void showsWhatIsDownAndWhyToThoseWhoMaySeeIt() {
    String editor = key(Role.EDITOR, "red");
    String incident = down(editor, "Harbour", "red");
    String seen = page(editor, "/", 200);
    assertThat(seen)
        .contains("Harbour", "Connection refused", "connect.refused", "/incidents/" + incident)
        .contains("http://127.0.0.1:1/?token=***", "/endpoints/new")
        .doesNotContain("token=hidden");
    assertThat(page(editor, "/?q=harb&state=down&label=crew:red&failure=connect.refused", 200))
        .contains("Harbour");
    assertThat(page(editor, "/?state=up&after=%00garbage", 200)).doesNotContain("Harbour");
    assertThat(page(editor, "/?label=nonsense", 200)).contains("A label is a name and a value");
    assertThat(page(key(Role.VIEWER, "red"), "/", 200))
        .contains("Harbour")
        .doesNotContain("/endpoints/new");
    assertThat(page(key(Role.ADMIN, "blue"), "/", 200)).doesNotContain("Harbour");
  }

  @Test
  void showsIncidentsToThoseWhoMaySeeThem() {
    String editor = key(Role.EDITOR, "green");
    String incident = down(editor, "Lighthouse", "green");
    String path = "/incidents/" + incident;
    assertThat(page(editor, "/incidents", 200)).contains("Lighthouse", path);
    assertThat(page(editor, "/incidents?state=closed", 200)).doesNotContain("Lighthouse");
    assertThat(page(editor, path, 200))
        .contains("Lighthouse", "Connection refused", "data-path=\"" + path + "/acknowledge\"")
        .contains("nothing listens on the port", "Most likely a matter of the target", "Opened");
    String viewer = key(Role.VIEWER, "green");
    assertThat(page(viewer, path, 200))
        .contains("Lighthouse")
        .doesNotContain("/acknowledge", "data-mute-minutes");
    String others = key(Role.ADMIN, "blue");
    assertThat(page(others, "/incidents", 200)).doesNotContain("Lighthouse");
    assertThat(page(others, path, 404)).contains("Nothing here").doesNotContain("Lighthouse");
    assertThat(page(editor, "/incidents/none", 404)).contains("Nothing here");
    given()
        .header("Authorization", "Bearer " + editor)
        .post("/api/v1" + path + "/acknowledge")
        .then()
        .statusCode(200);
    assertThat(page(editor, path, 200)).contains("Acknowledged").doesNotContain("/acknowledge\"");
  }
}
