package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.probity.testing.PostgresResource;
import io.probity.testing.Shell;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.probity.tls.CertificateFacts;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ExplainResourceTest {
  private static final String ENDPOINTS = "/api/v1/endpoints";

  @Test
  void explainsAServerErrorFromTheLastGoodCheckToItsEnd() {
    AtomicReference<String> status = new AtomicReference<>("200 OK");
    try (TargetServer target =
        TargetServer.plain(
            with -> {
              while (true) {
                with.request();
                String now = status.get();
                with.respond(now, "Server: " + (now.startsWith("2") ? "nginx" : "envoy"), "");
              }
            })) {
      String path =
          create(
              """
              {"name": "Orders", "url": "%s", "interval": "1s", "thresholds": {"down": 1},
               "secretHeaders": {"X-Api-Key": "s3cr3t-key"}, "retry": {"maxAttempts": 1}}
              """
                  .formatted(target.url("127.0.0.1", "/health?token=s3cr3t-token")));
      awaitState(path, "up");
      explain(path)
          .body("current", equalTo(false), "failure", nullValue(), "check", nullValue())
          .body("reproduce", empty(), "changes", empty())
          .body("summary", startsWith("Orders is up since "))
          .body("summary", containsString("No failure of it is stored."));

      status.set("500 Internal Server Error");
      awaitState(path, "down");
      JsonPath down =
          explain(path)
              .body("state", equalTo("down"), "current", equalTo(true))
              .body("incidentId", not(nullValue()))
              .body("failure.class", equalTo("status.5xx"), "owner", equalTo("target"))
              .body("check.status", equalTo(500), "check.attemptTrace", hasSize(1))
              .body("check.attemptTrace[0].headers.server", equalTo("envoy"))
              .body("certificate", nullValue())
              .body("lastGood.status", equalTo(200), "lastGood.headers.server", equalTo("nginx"))
              .body("changes.field", contains("status", "headers.server"))
              .body("changes.now", contains(500, "envoy"))
              .extract()
              .jsonPath();
      assertThat(down.getString("summary"))
          .contains("Orders is down since", "status.5xx", "the target", "made one attempt")
          .contains("status (200 before, 500 now)", "headers.server (nginx before, envoy now)");
      assertThat(down.prettify()).doesNotContain("s3cr3t");
      assertThat(
              Shell.run(
                  down.getString("reproduce[0].command"), Map.of("HEADER_X_API_KEY", "anything")))
          .contains("< HTTP/1.1 500 Internal Server Error", "Server: envoy");

      status.set("200 OK");
      awaitState(path, "up");
      explain(path)
          .body("current", equalTo(false), "incidentId", nullValue())
          .body("failure.class", equalTo("status.5xx"))
          .body("lastGood.status", equalTo(200))
          .body("summary", containsString("Its last failure was status.5xx"));
    }
  }

  @Test
  void explainsACertificateThatTookThePlaceOfAnother() {
    AtomicReference<TestCa.Issued> identity =
        new AtomicReference<>(TestCa.root("Test Root").leaf("localhost"));
    try (TargetServer target =
        TargetServer.rawTls(
            with -> {
              with.secure(TargetServer.contextOf(identity.get()), socket -> {});
              with.serveOk("ok");
            })) {
      String path =
          create(
              """
              {"url": "%s", "interval": "1s", "thresholds": {"down": 1}, "tls": {"verify": false}}
              """
                  .formatted(target.url("localhost", "/")));
      awaitState(path, "up");
      String before = CertificateFacts.fingerprint(identity.get().leaf());
      identity.set(TestCa.selfSigned("localhost"));
      String now = CertificateFacts.fingerprint(identity.get().leaf());
      admin()
          .contentType("application/merge-patch+json")
          .body("{\"tls\": {\"verify\": true}}")
          .patch(path)
          .then()
          .statusCode(200);
      awaitState(path, "down");
      await().untilAsserted(() -> explain(path).body("certificate", not(nullValue())));
      JsonPath down =
          explain(path)
              .body("failure.class", equalTo("tls.self_signed"), "owner", equalTo("certificate"))
              .body("certificate.verdict", equalTo("tls.self_signed"))
              .body("certificate.chain[0].sha256", equalTo(now))
              .body("lastGood.certificate.sha256", equalTo(before))
              .body("changes.field", hasItems("certificate.sha256", "certificate.issuer"))
              .body("changes.find { it.field == 'certificate.sha256' }.before", equalTo(before))
              .body("changes.find { it.field == 'certificate.sha256' }.now", equalTo(now))
              .extract()
              .jsonPath();
      assertThat(Shell.run(down.getString("reproduce[0].command"), Map.of()))
          .contains("BEGIN CERTIFICATE", "self-signed certificate");
      assertThat(Shell.run(down.getString("reproduce[1].command"), Map.of()).replace(":", ""))
          .containsIgnoringCase(now);
    }
  }

  private static ValidatableResponse explain(String path) {
    return admin().get(path + "/explain").then().statusCode(200);
  }

  /** Until the state is there, and a check that agrees with it can be read. */
  private static void awaitState(String path, String state) {
    await()
        .untilAsserted(
            () ->
                admin()
                    .get(path)
                    .then()
                    .body(
                        "health.state",
                        equalTo(state),
                        "health.lastCheck.verdict",
                        equalTo(state)));
  }

  private static String create(String body) {
    String id =
        admin()
            .contentType("application/json")
            .body(body)
            .post(ENDPOINTS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    return ENDPOINTS + "/" + id;
  }

  private static RequestSpecification admin() {
    return given()
        .urlEncodingEnabled(false)
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY);
  }
}
