package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ProblemsTest {
  private static final String PROBE = "/problems-probe";

  private static ValidatableResponse post(String type, String body) {
    return post(type, body, PROBE);
  }

  private static ValidatableResponse post(String type, String body, String path) {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .header("Content-Type", type)
        .body(body)
        .post(path)
        .then();
  }

  private static Response get(String path) {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .urlEncodingEnabled(false)
        .get(path);
  }

  private static ValidatableResponse problem(ValidatableResponse answer, int status) {
    return answer
        .statusCode(status)
        .contentType(Problem.MEDIA_TYPE)
        .body("status", equalTo(status));
  }

  @Test
  void namesEveryWrongFieldAtOnce() {
    problem(
            post("application/json", "{\"a\": 10, \"b~/\": 1, \"m/p\": {\"k\": 3}, \"id\": 5}"),
            422)
        .body("title", equalTo("Invalid input"))
        .body("instance", equalTo(PROBE))
        .body("errors.pointer", containsInAnyOrder("/a", "/b~0~1", "/m~1p/k"));
  }

  @Test
  void refusesWhatTheStoreCannotHold() {
    problem(post("application/json", "{\"any\": [{\"x\": \"a\\u0000\"}]}"), 422)
        .body("errors.pointer", contains("/any"));
    problem(post("application/json", "{\"any\": \"\\ud800\"}"), 422);
  }

  @Test
  void saysWhereABodyBreaks() {
    problem(post("application/json", "{\n  \"a\": nope}"), 400)
        .body("detail", containsString("line 2, column"))
        .body("errors", nullValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "   ", "{} {}", "{\"a\": 1, \"a\": 2}", "{\"a\": 1", "[1,]", "{\"a\": NaN}"})
  void refusesWhatIsNoJsonDocument(String body) {
    problem(post("application/json", body), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{} {}", "{\"a\": [[", "[1,]", "{\"a\": 1e99999999999}"})
  void keepsTheParserToItself(String body) {
    problem(post("application/json", body), 400)
        .body("detail", not(containsString("Source")))
        .body("detail", not(containsString("`")))
        .body("detail", not(containsString("jackson")));
    problem(post("application/json", "[".repeat(2000)), 400)
        .body("detail", not(containsString("StreamReadConstraints")));
  }

  @Test
  void namesAHundredWrongFieldsAtMost() {
    StringBuilder body = new StringBuilder("{\"x\": 1");
    for (int i = 0; i < 20_000; i++) {
      body.append(",\"x").append(i).append("\": 1");
    }
    problem(post("application/json", body.append('}').toString()), 422)
        .body("errors.size()", equalTo(100))
        .body("detail", equalTo("20001 fields are not valid."));
  }

  @Test
  void saysThatABodyIsTooLarge() {
    String body = " ".repeat(10_500_000);
    problem(post("application/json", body), 413);
    problem(post("application/json", body.repeat(2)), 413);
  }

  @Test
  void anAnswerThatCannotBeWrittenIsAProblem() {
    problem(get(PROBE + "/deep").then(), 500);
    get(PROBE + "/deep")
        .then()
        .body("detail", containsString("under"))
        .body("instance", equalTo(PROBE + "/deep"));
  }

  @Test
  void refusesBodiesThatAreNotObjects() {
    problem(post("application/json", "[]"), 422).body("errors.pointer", contains(""));
    problem(post("application/json", "null"), 422);
  }

  @Test
  void takesYamlAndAnswersIt() {
    given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .header("Content-Type", "application/yaml")
        .accept("application/yaml")
        .body("a: 3\nany: yes sir\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .post(PROBE)
        .then()
        .statusCode(200)
        .body(equalTo("a: 3\nany: yes sir\n"));
  }

  @Test
  void refusesOtherMediaTypesMethodsAndPaths() {
    problem(post("text/plain", "a"), 415);
    problem(get(PROBE).then(), 405).header("Allow", equalTo("OPTIONS, POST"));
    problem(post("application/json", "{}", PROBE + "/id/1"), 405)
        .header("Allow", equalTo("GET, HEAD, OPTIONS"));
    problem(get(PROBE + "/nowhere").then(), 404);
    problem(get("/api/v1/nowhere").then(), 404);
    problem(get("/elsewhere").then(), 404);
  }

  @Test
  void answersUnknownIdsWith404() {
    problem(get(PROBE + "/id/1").then(), 404);
    problem(get(PROBE + "/id/0-0-0-0-0").then(), 404);
    get(PROBE + "/id/0190a8c0-0000-7000-8000-000000000000").then().statusCode(200);
  }

  @Test
  void saysThatTheStoreIsAway() {
    problem(get(PROBE + "/away").then(), 503).header("Retry-After", equalTo("2"));
  }

  @Test
  void keepsTheInsideToItself() {
    problem(get(PROBE + "/broken").then(), 500).body("detail", not(containsString("secret")));
  }

  @Test
  void namesThePathAsAUri() {
    problem(get(PROBE + "/a%0Ab%20c").then(), 404).body("instance", equalTo(PROBE + "/a%0Ab%20c"));
  }

  @Test
  void countsABodyThatDoesNotSayItsLength() throws Exception {
    URI uri = URI.create(RestAssured.baseURI + ":" + RestAssured.port + PROBE);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(new byte[(10 << 20) + 1])))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("larger than 10 MiB");
  }

  @Test
  void tellsConflicts() {
    problem(get(PROBE + "/taken").then(), 409)
        .body("type", equalTo("urn:probity:problem:key-taken"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-Match|\"3\"|3|200",
        "If-Match|\"2\"|3|412",
        "If-Match|\"2\", \"3\"|3|200",
        "If-Match|W/\"3\"|3|412",
        "If-Match|*|3|200",
        "If-Match|*|0|412",
        "If-Match|\"3\"|0|412",
        "If-Match|3|3|400",
        "If-Match|\"3\" \"4\"|3|400",
        "If-None-Match|*|3|412",
        "If-None-Match|*|0|200",
      })
  void honoursPreconditions(String header, String value, int revision, int status) {
    given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .header(header, value)
        .get(PROBE + "/revision/" + revision)
        .then()
        .statusCode(status);
  }

  @Test
  void pagesWithoutGapsAndLinksTheNextPage() {
    List<Integer> seen = new ArrayList<>();
    String path = PROBE + "/numbers?limit=3&f=b&f=a";
    String cursor = null;
    int pages = 0;
    do {
      Response page = get(cursor == null ? path : path + "&cursor=" + cursor);
      page.then().statusCode(200);
      seen.addAll(page.jsonPath().getList("items", Integer.class));
      cursor = page.jsonPath().getString("next");
      pages++;
      String link = page.header("Link");
      assertThat(link == null).isEqualTo(cursor == null);
      if (link != null) {
        assertThat(link).matches("<http://[^>]+/numbers\\?[^>]+>; rel=\"next\"");
        get(link.substring(1, link.indexOf('>'))).then().statusCode(200);
      }
    } while (cursor != null);
    assertThat(seen).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void refusesACursorOfAnotherQuery() {
    String cursor = get(PROBE + "/numbers?limit=3&f=a").jsonPath().getString("next");
    problem(get(PROBE + "/numbers?limit=3&f=b&cursor=" + cursor).then(), 422);
    problem(get(PROBE + "/numbers?cursor=nonsense!").then(), 422);
    get(PROBE + "/numbers?limit=2&f=a&cursor=" + cursor).then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "501", "-1", "x", "9999999999", "1.5"})
  void boundsTheLimit(String limit) {
    problem(get(PROBE + "/numbers?limit=" + limit).then(), 422)
        .body("errors.pointer", contains("/limit"));
  }
}
