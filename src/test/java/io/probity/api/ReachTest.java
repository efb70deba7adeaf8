package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

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

/** What {@link RoleMatrixTest} does not ask: what a restricted key may make of things. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ReachTest {
  private static final String OURS = "\"labels\": {\"team\": \"a\"}";
  private static final String WINDOW =
      "{\"name\": \"w\", \"match\": {\"endpoints\": [\"%s\"]}, \"cron\": \"0 2 * * *\", \"duration\": \"1h\"}";

  private final ApiKeys keys;
  private String ours = "";
  private String others = "";

  @Inject
  ReachTest(ApiKeys keys) {
    this.keys = keys;
  }

  @BeforeEach
  void makeKeys() {
    ours = keys.create("ours", Role.ADMIN, Map.of("team", "a"), null).text();
    others = keys.create("others", Role.ADMIN, Map.of("team", "b"), null).text();
  }

  private static Response send(String key, String method, String path, String body) {
    return given()
        .urlEncodingEnabled(false)
        .header("Authorization", "Bearer " + key)
        .contentType("application/json")
        .body(body)
        .request(method, "/api/v1" + path);
  }

  private static String make(String key, String path, String body) {
    Response made = send(key, "POST", path, body);
    assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
    return made.path("id");
  }

  private String endpoint() {
    return make(
        ours, "/endpoints", "{\"url\": \"https://h.example/\", \"paused\": true, " + OURS + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"labels\": null}|/labels",
        "{\"labels\": {\"team\": \"b\"}}|/labels",
        "{\"labels\": {\"team\": null, \"x\": \"a\"}}|/labels"
      })
  void refusesToTakeTheLabelAway(String patch, String pointer) {
    String path = "/endpoints/" + endpoint();
    send(ours, "PATCH", path, patch)
        .then()
        .statusCode(422)
        .body("errors.pointer", hasItem(pointer))
        .body("errors[0].detail", containsString("{team=a}"));
    send(ours, "PATCH", path, "{\"labels\": {\"more\": \"x\"}}").then().statusCode(200);
  }

  @Test
  void namesTheEntryOfABatchThatIsOutOfReach() {
    String batch =
        "{\"endpoints\": [{\"key\": \"r-in\", \"url\": \"https://h.example/\", "
            + OURS
            + "}, {\"key\": \"r-out\", \"url\": \"https://h.example/\"}]}";
    send(ours, "POST", "/endpoints:batch?dryRun=true", batch)
        .then()
        .statusCode(422)
        .body("errors.pointer", equalTo(java.util.List.of("/endpoints/1/labels")));
    send(ours, "PUT", "/endpoints/by-key/r-in", "{\"url\": \"https://h.example/\"}")
        .then()
        .statusCode(422);
  }

  @Test
  void tellsOfForeignKeysOnlyThatTheyAreTaken() {
    String theirs =
        make(
            others,
            "/endpoints",
            "{\"key\": \"r-taken\", \"name\": \"s3cret name\", \"url\": \"https://h.example/\", \"labels\": {\"team\": \"b\"}}");
    String body = "{\"url\": \"https://h.example/\", " + OURS + "%s}";
    String keyed = body.formatted(", \"key\": \"r-taken\"");
    for (Response answer :
        new Response[] {
          send(ours, "PUT", "/endpoints/by-key/r-taken", body.formatted("")),
          send(ours, "POST", "/endpoints", keyed),
          send(ours, "POST", "/endpoints:batch", "{\"endpoints\": [" + keyed + "]}"),
          send(ours, "PATCH", "/endpoints/" + endpoint(), "{\"key\": \"r-taken\"}")
        }) {
      answer.then().statusCode(409);
      assertThat(answer.asString()).doesNotContain(theirs, "s3cret");
    }
  }

  @Test
  void letsChannelsBeMadeOnlyForOnesOwn() {
    String channel =
        make(ours, "/channels", "{\"url\": \"https://h.example/\", \"match\": {" + OURS + "}}");
    String path = "/channels/" + channel;
    send(ours, "PATCH", path, "{\"match\": null}")
        .then()
        .statusCode(422)
        .body("errors.pointer", hasItem("/match/labels"));
    send(ours, "PATCH", path, "{\"events\": [\"channel.dead\"]}")
        .then()
        .statusCode(422)
        .body("errors.pointer", hasItem("/events"));
    send(ours, "PATCH", path, "{\"events\": [\"prober.impaired\"]}").then().statusCode(200);
  }

  @Test
  void letsMaintenanceNameOnlyWhatIsWithinReach() {
    String mine = endpoint();
    String window = make(ours, "/maintenance", WINDOW.formatted(mine));
    send(ours, "GET", "/maintenance/" + window, "").then().statusCode(200);
    send(others, "GET", "/maintenance/" + window, "").then().statusCode(404);
    send(others, "POST", "/maintenance", WINDOW.formatted(mine))
        .then()
        .statusCode(422)
        .body("errors.pointer", hasItem("/match/endpoints"));
    send(
            ours,
            "PATCH",
            "/maintenance/" + window,
            "{\"match\": {\"endpoints\": null, \"labels\": {}}}")
        .then()
        .statusCode(422);
  }

  @Test
  void letsNoKeyReachFurtherThanItsMaker() {
    send(ours, "POST", "/keys", "{\"name\": \"all\", \"role\": \"admin\"}")
        .then()
        .statusCode(422)
        .body("errors.pointer", hasItem("/labels"));
    String key = make(ours, "/keys", "{\"name\": \"k\", \"role\": \"admin\", " + OURS + "}");
    send(ours, "PATCH", "/keys/" + key, "{\"labels\": null}").then().statusCode(422);
    send(ours, "GET", "/keys", "").then().body("items.labels.team", not(hasItem("b")));
  }

  @Test
  void notesFieldsAndNoSecrets() {
    String id =
        make(
            ours,
            "/endpoints",
            "{\"url\": \"https://h.example/?token=planted1\", \"paused\": true, \"secretHeaders\": {\"X\": \"planted2\"}, "
                + OURS
                + "}");
    send(
        ours,
        "PATCH",
        "/endpoints/" + id,
        "{\"url\": \"https://h.example/?token=planted3\", \"secretHeaders\": {\"X\": \"planted4\"}, \"interval\": \"5m\"}");
    Response trail = send(ours, "GET", "/audit?kind=endpoint&id=" + id, "");
    trail
        .then()
        .statusCode(200)
        .body("items", hasSize(2))
        .body("items[0].operation", equalTo("patchEndpoint"))
        .body("items[0].actor.name", equalTo("ours"))
        .body("items[0].address", equalTo("127.0.0.1"))
        .body("items[0].changes.pointer", hasItems("/interval", "/secretHeaders/X", "/url"))
        .body("items[0].changes.find { it.pointer == '/interval' }.before", equalTo("60s"))
        .body("items[0].changes.find { it.pointer == '/interval' }.after", equalTo("5m"))
        .body("items[0].changes.find { it.pointer == '/secretHeaders/X' }.after", equalTo("***"));
    assertThat(trail.asString()).doesNotContain("planted");
    send(others, "GET", "/audit?id=" + id, "").then().body("items", hasSize(0));
  }
}
