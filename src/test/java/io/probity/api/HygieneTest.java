package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers give away, and whom they believe, by default. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class HygieneTest {
  private static RequestSpecification admin() {
    return given().header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/endpoints, 200",
    "/api/v1/nowhere, 404",
    "/nowhere, 404",
    "/q/metrics, 200",
    "/q/health/live, 200",
    "/openapi, 200",
    "/problems-probe/broken, 500",
  })
  void saysOfEveryAnswerWhatBrowsersMustNotDoWithIt(String path, int status) {
    admin()
        .get(path)
        .then()
        .statusCode(status)
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .header("Referrer-Policy", equalTo("no-referrer"))
        .header("Cache-Control", containsString("no-store"))
        .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
        .header("Strict-Transport-Security", nullValue())
        .header("Server", nullValue())
        .header("X-Powered-By", nullValue());
    given()
        .get("/api/v1/endpoints")
        .then()
        .statusCode(401)
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .header("Cache-Control", containsString("no-store"));
  }

  @Test
  void sharesNothingWithOtherOrigins() {
    admin()
        .header("Origin", "https://elsewhere.example")
        .get("/api/v1/endpoints")
        .then()
        .statusCode(200)
        .header("Access-Control-Allow-Origin", nullValue());
    given()
        .header("Origin", "https://elsewhere.example")
        .header("Access-Control-Request-Method", "DELETE")
        .options("/api/v1/endpoints")
        .then()
        .statusCode(401)
        .header("Access-Control-Allow-Origin", nullValue())
        .header("Access-Control-Allow-Methods", nullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-For", "X-Real-IP", "Forwarded"})
  void believesNobodyWhereARequestComesFrom(String header) {
    admin()
        .header(header, header.equals("Forwarded") ? "for=198.51.100.7" : "198.51.100.7")
        .header("X-Forwarded-Proto", "https")
        .contentType("application/json")
        .body("{\"name\": \"spoofed\", \"role\": \"viewer\"}")
        .post("/api/v1/keys")
        .then()
        .statusCode(201)
        .header("Strict-Transport-Security", nullValue());
    admin().get("/api/v1/audit?limit=1").then().body("items[0].address", equalTo("127.0.0.1"));
  }

  /** Vert.x answers these by itself, before any handler. */
  @ParameterizedTest
  @CsvSource({"GET /%s HTTP/1.1, 414", "GET / HTTP/1.1\\r\\nX: %s, 431", "%s\\r\\n, 414"})
  void refusesWhatItCannotReadInFewWords(String request, int status) throws IOException {
    String text = request.replace("\\r\\n", "\r\n").formatted("a".repeat(20_000));
    String answer = exchange(text + "\r\nHost: x\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1\\.[01] " + status + " .*").hasSizeLessThan(200);
    assertThat(answer.toLowerCase(Locale.ROOT))
        .doesNotContain("vert", "netty", "quarkus", "exception");
  }

  private static String exchange(String request) throws IOException {
    URI uri = URI.create(RestAssured.baseURI);
    try (Socket socket = new Socket(uri.getHost(), RestAssured.port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
