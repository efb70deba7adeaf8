package io.probity.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FormPagesTest {
  private static final String ADMIN = PostgresResource.ADMIN_KEY;
  private static final String UNKNOWN = "01935aaa-0000-7000-8000-00000000dead";

  private final ApiKeys keys;
  private String viewer = "";
  private String editor = "";
  private String others = "";

  @Inject
  FormPagesTest(ApiKeys keys) {
    this.keys = keys;
  }

  @BeforeEach
  void makeKeys() {
    viewer = keys.create("viewer", Role.VIEWER, Map.of(), null).text();
    editor = keys.create("editor", Role.EDITOR, Map.of(), null).text();
    others = keys.create("others", Role.ADMIN, Map.of("team", "others"), null).text();
  }

  private static Response get(String key, String path) {
    return given().header("Authorization", "Bearer " + key).header("Accept", "text/html").get(path);
  }

  private static String page(String key, String path) {
    Response answer = get(key, path);
    assertThat(answer.statusCode()).as(path + ": " + answer.asString()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("text/html");
    return answer.asString();
  }

  private static String make(String path, String body) {
    Response made =
        given()
            .header("Authorization", "Bearer " + ADMIN)
            .contentType("application/json")
            .body(body)
            .post("/api/v1" + path);
    assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
    return made.path("id");
  }

  @ParameterizedTest
  @CsvSource({
    "/endpoints/new, 403, 200, 200",
    "/endpoints/" + UNKNOWN + "/edit, 403, 404, 404",
    "/endpoints/nothing/edit, 403, 404, 404",
    "/channels, 200, 200, 200",
    "/channels/new, 403, 200, 200",
    "/channels/" + UNKNOWN + ", 404, 404, 404",
    "/maintenance, 200, 200, 200",
    "/maintenance/new, 403, 200, 200",
    "/maintenance/nothing, 404, 404, 404",
    "/keys, 403, 403, 200",
    "/audit, 403, 403, 200",
  })
  void areForTheirRoles(String path, int viewers, int editors, int admins) {
    assertThat(get(viewer, path).statusCode()).isEqualTo(viewers);
    assertThat(get(editor, path).statusCode()).isEqualTo(editors);
    assertThat(get(ADMIN, path).statusCode()).isEqualTo(admins);
  }

  @Test
  void editsAnEndpointWithoutShowingItsSecrets() {
    String id =
        make(
            "/endpoints",
            """
            {"url": "https://h.example/form", "paused": true, "thresholds": {"confirm": null},
             "auth": {"type": "bearer", "token": "planted-token"},
             "secretHeaders": {"X-Key": "planted-header"}}
            """);
    String path = "/endpoints/" + id + "/edit";
    assertThat(page(editor, path))
        .contains("https://h.example/form", "data-revision=\"1\"", "X-Key", "Save")
        .contains("value=\"none\"")
        .doesNotContain("planted-");
    assertThat(get(others, path).statusCode()).isEqualTo(404);
  }

  @Test
  void whatADocumentManagesIsReadOnly() {
    String id =
        make(
            "/endpoints",
            "{\"url\": \"https://h.example/\", \"paused\": true, \"managedBy\": \"git\"}");
    assertThat(page(editor, "/endpoints/" + id + "/edit"))
        .contains("is managed by the configuration document of")
        .contains("<fieldset class=\"plain-set form\" disabled>")
        .doesNotContain("type=\"submit\">Save");
  }

  @Test
  void showsChannelsAsTheirViewersMaySeeThem() {
    String id =
        make(
            "/channels",
            """
            {"name": "form channel", "url": "https://hooks.example/planted-path",
             "enabled": false, "match": {"labels": {"team": "form-channel"}}}
            """);
    String own = keys.create("own", Role.VIEWER, Map.of("team", "form-channel"), null).text();
    assertThat(page(own, "/channels"))
        .contains("form channel", "https://hooks.example", "team:form-channel")
        .doesNotContain("planted-path", "Add channel");
    assertThat(page(others, "/channels")).doesNotContain("form channel");
    assertThat(page(viewer, "/channels/" + id))
        .contains("Nothing was sent yet")
        .doesNotContain("planted-path", "Send test", "data-method=\"DELETE\"");
    assertThat(page(editor, "/channels/" + id + "?state=dead&before=7"))
        .contains("planted-path", "Send test", "data-method=\"DELETE\"", "Nothing here.");
    assertThat(get(others, "/channels/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void showsMaintenanceAndPreviewsIt() {
    String id =
        make(
            "/maintenance",
            """
            {"name": "form window", "match": {"labels": {"team": "ours"}}, "cron": "0 2 * * *",
             "duration": "1h"}
            """);
    assertThat(page(viewer, "/maintenance"))
        .contains("form window")
        .doesNotContain("/maintenance/new");
    assertThat(page(others, "/maintenance")).doesNotContain("form window");
    assertThat(page(viewer, "/maintenance/" + id))
        .contains("Next times")
        .doesNotContain("data-method=\"DELETE\"");
    assertThat(page(editor, "/maintenance/" + id)).contains("data-method=\"DELETE\"");
    assertThat(get(others, "/maintenance/" + id).statusCode()).isEqualTo(404);
    assertThat(page(viewer, "/maintenance/preview?cron=0 2 * * *&duration=2h&zone=UTC"))
        .contains("T02:00:00Z");
    assertThat(page(viewer, "/maintenance/preview?cron=x&duration=2h")).contains("five fields");
  }

  @Test
  void showsKeysWithinReachAndNeverTheirText() {
    assertThat(page(ADMIN, "/keys"))
        .contains("Revoke viewer", "Make a key")
        .doesNotContain(viewer, editor, others);
    assertThat(page(others, "/keys")).contains("yours").doesNotContain("Revoke editor");
  }

  @Test
  void showsTheTrailOfOneThing() {
    String id =
        make(
            "/endpoints",
            "{\"name\": \"trailed\", \"url\": \"https://h.example/\", \"paused\": true}");
    assertThat(page(ADMIN, "/audit?kind=endpoint&id=" + id))
        .contains("create endpoint", "trailed", "/endpoints/" + id);
    assertThat(page(ADMIN, "/audit?kind=key&id=" + id))
        .contains("Nothing was changed that matches");
    assertThat(page(others, "/audit?id=" + id)).contains("Nothing was changed that matches");
  }
}
