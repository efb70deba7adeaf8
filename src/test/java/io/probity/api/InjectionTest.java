package io.probity.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.probity.OneLineLog;
import io.probity.testing.LogEar;
import io.probity.testing.PostgresResource;
import io.probity.testing.RawHttp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that would be a command wherever they were taken for more than a text. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class InjectionTest {
  private static final String ENDPOINTS = "/api/v1/endpoints";

  private static RequestSpecification admin() {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .contentType("application/json");
  }

  private static Response post(String path, Map<String, ?> body) {
    return admin().body(body).post(path);
  }

  private static RawHttp.Answer raw(String line, String header) throws IOException {
    try (RawHttp http = new RawHttp(RestAssured.port, Duration.ofSeconds(5))) {
      return http.send(
          "%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n%s\r\n\r\n"
              .formatted(line, PostgresResource.ADMIN_KEY, header)
              .getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' OR '1'='1",
        "'; DROP TABLE endpoint; --",
        "%' OR name LIKE '%",
        "\\'; SELECT pg_sleep(9); --",
        "$1",
        "_______"
      })
  void sqlIsATextToSearchFor(String command) {
    String text = "nobody" + command;
    admin().queryParam("q", text).get(ENDPOINTS).then().statusCode(200).body("items", hasSize(0));
    admin()
        .queryParam("label", "team:" + text)
        .get(ENDPOINTS)
        .then()
        .statusCode(200)
        .body("items", hasSize(0));
    String id =
        post(
                ENDPOINTS,
                Map.of("url", "http://127.0.0.1:1/", "paused", true, "labels", Map.of("t", text)))
            .path("id");
    admin()
        .queryParam("label", "t:" + text)
        .get(ENDPOINTS)
        .then()
        .body("items.id", equalTo(List.of(id)));
    admin().delete(ENDPOINTS + "/" + id).then().statusCode(204);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /api/v1/endpoints/..%2f..%2f..%2fq%2fmetrics, 404",
    "GET /api/v1/endpoints/%2e%2e%2f%2e%2e%2fetc%2fpasswd, 404",
    "GET /api/v1/endpoints/....//....//etc/passwd, 404",
    "GET /api/v1/endpoints/%00, 404",
    "GET /..%2f..%2f..%2fetc%2fpasswd, 404",
    "PUT /api/v1/endpoints/by-key/..%2f..%2fx, 400"
  })
  void aPathLeadsNowhereElse(String line, int status) throws IOException {
    RawHttp.Answer answer = raw(line, "Content-Length: 0");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("content-type")).startsWith(Problem.MEDIA_TYPE);
  }

  @Test
  void aKeyThatNoColumnHoldsIsRefused() throws IOException {
    String body = "{\"url\": \"http://127.0.0.1:1/\"}";
    RawHttp.Answer answer =
        raw(
            "PUT /api/v1/endpoints/by-key/%00",
            "Content-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    post(
            ENDPOINTS + ":batch",
            Map.of("endpoints", List.of(Map.of("key", "\ud800", "url", "http://127.0.0.1:1/"))))
        .then()
        .statusCode(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Injected: 1", "a\nb", "a\u0000", "\u0085"})
  void aHeaderEndsWhereItEnds(String value) {
    for (String field : new String[] {"headers", "secretHeaders"}) {
      for (String path : new String[] {ENDPOINTS, "/api/v1/channels"}) {
        post(path, Map.of("url", "http://127.0.0.1:1/", field, Map.of("X-A", value)))
            .then()
            .statusCode(422)
            .body("errors.pointer", hasItem(startsWith("/" + field)));
        post(path, Map.of("url", "http://127.0.0.1:1/", field, Map.of("X-A" + value, "b")))
            .then()
            .statusCode(422);
      }
    }
  }

  @Test
  void anAnswerHasTheHeadersItWasGiven() throws IOException {
    for (String line :
        new String[] {
          "GET /api/v1/endpoints?limit=1&q=%0d%0aX-Injected:%201",
          "GET /api/v1/endpoints/%0d%0aX-Injected:%201",
          "GET /api/v1/%0d%0aX-Injected:%201"
        }) {
      assertThat(raw(line, "X-A: 1").headers()).doesNotContainKey("x-injected");
    }
  }

  @Test
  void aLineOfTheLogIsOneLine() throws IOException {
    Queue<String> log = new ConcurrentLinkedQueue<>();
    try (LogEar ear = LogEar.on(Level.ALL, log)) {
      ear.setFilter(new OneLineLog());
      raw("GET /api/v1/endpoints/%0d%0a2026-11-22%20ERROR%20forged", "X-A: 1");
      raw("GET /api/v1/endpoints?q=%0d%0a%1b%5b31mforged", "X-A: 1");
      String name = "a\r\n2026-11-22T00:00:00Z ERROR forged\u001b[31m";
      String id =
          post("/api/v1/channels", Map.of("url", "http://127.0.0.1:1/", "name", name)).path("id");
      if (id != null) {
        admin().post("/api/v1/channels/" + id + "/test").then().statusCode(202);
        admin().delete("/api/v1/channels/" + id).then().statusCode(204);
      }
    }
    assertThat(log).isNotEmpty().noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
  }

  @Test
  void anExportNamesNoFile() {
    String id =
        post(
                ENDPOINTS,
                Map.of("url", "http://127.0.0.1:1/", "name", "a\";x=\"../b", "paused", true))
            .path("id");
    for (String form : new String[] {"csv", "ndjson"}) {
      admin()
          .get(ENDPOINTS + "/" + id + "/checks." + form)
          .then()
          .statusCode(200)
          .header("Content-Disposition", nullValue())
          .header("X-Content-Type-Options", equalTo("nosniff"));
    }
    admin().delete(ENDPOINTS + "/" + id).then().statusCode(204);
  }

  /** What a label may hold, {@link ExpositionTest} reads back from what Prometheus gets. */
  @Test
  void aLabelIsOneLine() {
    String value = "a\"} 1\nprobity_forged 1";
    post(ENDPOINTS, Map.of("url", "http://127.0.0.1:1/", "labels", Map.of("t", value)))
        .then()
        .statusCode(422)
        .body("errors.pointer", hasItem("/labels/t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{config:secretKey}", "{inject:db}", "{#include x /}", "{cdi:db}"})
  void aTemplateReachesNothingButItsEvent(String template) {
    post(
            "/api/v1/channels",
            Map.of("url", "http://127.0.0.1:1/", "format", "template", "template", template))
        .then()
        .statusCode(422)
        .body("errors.pointer", hasItem("/template"));
  }
}
