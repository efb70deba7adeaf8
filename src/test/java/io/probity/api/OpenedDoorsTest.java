package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings open, and whom they let speak for others. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
@TestProfile(OpenedDoorsTest.Opened.class)
class OpenedDoorsTest {
  /** Everything but the defaults. */
  public static final class Opened implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "probity.http.trusted-proxies", "127.0.0.0/8,::1",
          "probity.metrics.public", "true",
          "probity.openapi.public", "true",
          "probity.limits.checks-per-minute", "1");
    }
  }

  private static RequestSpecification admin() {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .contentType(ContentType.JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/metrics", "/openapi"})
  void showsWhatIsMadePublicWithoutAKey(String path) {
    given().get(path).then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics/endpoints", "/api/v1/endpoints", "/q/metricsx", "/openapi/x"})
  void showsNothingElse(String path) {
    given().get(path).then().statusCode(401);
  }

  @Test
  void believesAProxyWhomItWasCalledBy() {
    admin()
        .header("X-Forwarded-For", "203.0.113.66, 198.51.100.7")
        .header("X-Forwarded-Proto", "https")
        .body("{\"name\": \"behind a proxy\", \"role\": \"viewer\"}")
        .post("/api/v1/keys")
        .then()
        .statusCode(201)
        .header("Strict-Transport-Security", containsString("max-age="));
    admin().get("/api/v1/audit?limit=1").then().body("items[0].address", equalTo("198.51.100.7"));
  }

  @Test
  void boundsChecksOnDemandOfAKey() {
    String body = "{\"url\": \"http://127.0.0.1:1/\", \"interval\": \"10s\"}";
    admin().body(body).post("/api/v1/probe").then().statusCode(200);
    var refused = admin().body(body).post("/api/v1/probe").then().statusCode(429);
    refused
        .contentType(Problem.MEDIA_TYPE)
        .body("detail", containsString("probity.limits.checks-per-minute"))
        .body("errors", nullValue());
    assertThat(Integer.parseInt(refused.extract().header("Retry-After"))).isBetween(1, 60);
  }
}
