package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MaintenanceResourceTest {
  private static final String WINDOWS = "/api/v1/maintenance";
  private static final Map<String, Object> NIGHTLY =
      Map.of(
          "name", "nightly",
          "match", Map.of("labels", Map.of("team", "nobody")),
          "cron", "30 2  * * sun",
          "duration", "90m",
          "zone", "Europe/Berlin");

  private final List<String> created = new ArrayList<>();

  @AfterEach
  void tidyUp() {
    created.forEach(path -> admin().delete(path));
  }

  private static RequestSpecification admin() {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .contentType("application/json");
  }

  private Response create() {
    Response answer = admin().body(NIGHTLY).post(WINDOWS);
    created.add(WINDOWS + "/" + answer.path("id"));
    return answer;
  }

  private String path() {
    create();
    return created.get(created.size() - 1);
  }

  @Test
  void answersWhatWasMade() {
    create()
        .then()
        .statusCode(201)
        .header("ETag", equalTo("\"1\""))
        .header("Location", endsWith(created.get(0)))
        .body("cron", equalTo("30 2 * * sun"))
        .body("duration", equalTo("90m"))
        .body("zone", equalTo("Europe/Berlin"))
        .body("from", nullValue())
        .body("match.labels.team", equalTo("nobody"));
    admin().get(created.get(0)).then().statusCode(200).body("name", equalTo("nightly"));
  }

  @Test
  void namesEveryFieldThatIsWrong() {
    admin()
        .body(Map.of("cron", "0 0 30 2 *", "zone", "Mars/Base", "duration", "-1s"))
        .post(WINDOWS)
        .then()
        .statusCode(422)
        .contentType(Problem.MEDIA_TYPE)
        .body(
            "errors.pointer", containsInAnyOrder("/name", "/match", "/cron", "/zone", "/duration"));
    admin().body("{").post(WINDOWS).then().statusCode(400);
    admin().get(WINDOWS + "/nobody").then().statusCode(404);
  }

  @Test
  void changesOnlyWhatWasReadIfAskedTo() {
    String path = path();
    admin()
        .header("If-Match", "\"1\"")
        .body(Map.of("duration", "1h"))
        .patch(path)
        .then()
        .statusCode(200)
        .header("ETag", equalTo("\"2\""))
        .body("cron", equalTo("30 2 * * sun"));
    admin().header("If-Match", "\"1\"").body(NIGHTLY).put(path).then().statusCode(412);
    admin()
        .body(admin().get(path).asString())
        .put(path)
        .then()
        .statusCode(200)
        .body("revision", equalTo(2));
    admin().header("If-Match", "\"1\"").delete(path).then().statusCode(412);
    admin().header("If-Match", "\"2\"").delete(path).then().statusCode(204);
    admin().get(path).then().statusCode(404);
  }

  @Test
  void listsPageByPage() {
    String one = path();
    String other = path();
    List<String> seen = new ArrayList<>();
    String next = "";
    while (next != null) {
      Response page = admin().get(WINDOWS + "?limit=1" + (next.isEmpty() ? "" : "&cursor=" + next));
      page.then().statusCode(200);
      seen.addAll(page.path("items.id"));
      next = page.path("next");
    }
    assertThat(seen)
        .containsSubsequence(
            one.substring(one.lastIndexOf('/') + 1), other.substring(other.lastIndexOf('/') + 1));
    admin()
        .get(WINDOWS + "?cursor=x")
        .then()
        .statusCode(422)
        .body("errors.pointer", contains("/cursor"));
  }

  @Test
  void isClosedToThoseWithoutAKey() {
    given().get(WINDOWS).then().statusCode(401);
    given().contentType("application/json").body(NIGHTLY).post(WINDOWS).then().statusCode(401);
  }
}
