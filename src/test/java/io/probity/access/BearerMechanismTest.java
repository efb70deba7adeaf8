package io.probity.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class BearerMechanismTest {
  private final ApiKeys keys;

  @Inject
  BearerMechanismTest(ApiKeys keys) {
    this.keys = keys;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/protected/viewer",
        "/q/metrics",
        "/openapi",
        "/no/such/path",
        "/q",
        "/api/v1/x%20y"
      })
  void refusesEveryPathWithoutAKey(String path) {
    given()
        .urlEncodingEnabled(false)
        .get(path)
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", "Bearer realm=\"probity\"")
        .body("type", equalTo("about:blank"))
        .body("title", equalTo("Unauthorized"))
        .body("status", equalTo(401))
        .body("instance", equalTo(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started"})
  void showsHealthToEveryone(String path) {
    given().get(path).then().statusCode(200);
    given().header("Authorization", "Bearer wrong").get(path).then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/protected/viewer", "/q/metrics", "/no/such/path"})
  void saysThatAWrongKeyIsWrong(String path) {
    given()
        .header("Authorization", "Bearer pk_wrong")
        .get(path)
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", "Bearer realm=\"probity\", error=\"invalid_token\"")
        .body("detail", equalTo("The key is unknown, revoked or expired."));
  }

  @Test
  void takesOtherSchemesForNoKey() {
    given()
        .header("Authorization", "Basic " + PostgresResource.ADMIN_KEY)
        .get("/protected/viewer")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", "Bearer realm=\"probity\"");
  }

  @Test
  void answersNotFoundToThoseWithAKey() {
    with(PostgresResource.ADMIN_KEY, "/no/such/path").statusCode(404);
    with(PostgresResource.ADMIN_KEY, "/q/metrics").statusCode(200);
    with(PostgresResource.ADMIN_KEY, "/openapi").statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({
    "viewer, 200, 403, 403",
    "editor, 200, 200, 403",
    "admin, 200, 200, 200",
  })
  void givesEachRoleItsOwnAndAllLowerRights(String role, int viewer, int editor, int admin) {
    String key = create(role, null);
    with(key, "/protected/viewer").statusCode(viewer);
    with(key, "/protected/editor").statusCode(editor);
    with(key, "/protected/admin").statusCode(admin);
  }

  @Test
  void explainsWhatIsForbidden() {
    with(create("viewer", null), "/protected/admin")
        .statusCode(403)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", equalTo(null))
        .body("title", equalTo("Forbidden"))
        .body("status", equalTo(403))
        .body("instance", equalTo("/protected/admin"));
  }

  @Test
  void namesTheIdentityAfterItsKey() {
    with(create("editor", null), "/protected/whoami")
        .statusCode(200)
        .body(equalTo("a editor [editor, viewer]"));
  }

  @Test
  void takesTheSchemeInAnyCase() {
    given()
        .header("Authorization", "bEARER " + PostgresResource.ADMIN_KEY)
        .get("/protected/admin")
        .then()
        .statusCode(200);
  }

  @Test
  void refusesExpiredAndRevokedKeys() {
    with(create("admin", Instant.now().minusSeconds(1)), "/protected/viewer").statusCode(401);
    ApiKeys.Created created = keys.create("short-lived", Role.ADMIN, Map.of(), null);
    with(created.text(), "/protected/viewer").statusCode(200);
    assertThat(keys.revoke(created.key().id())).isEqualTo(ApiKeys.Revocation.REVOKED);
    with(created.text(), "/protected/viewer").statusCode(401).body("detail", not(equalTo(null)));
  }

  private String create(String role, @org.jspecify.annotations.Nullable Instant expiresAt) {
    return keys.create("a " + role, Role.of(role).orElseThrow(), Map.of(), expiresAt).text();
  }

  private static ValidatableResponse with(String key, String path) {
    return given().header("Authorization", "Bearer " + key).get(path).then();
  }
}
