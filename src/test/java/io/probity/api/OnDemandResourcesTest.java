package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.probity.access.ApiKeys;
import io.probity.access.Role;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.testing.PostgresResource;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(OnDemandResourcesTest.FewAtOnce.class)
class OnDemandResourcesTest {
  private static final TestCa CA = TestCa.root("Test Root");
  private static final String ENDPOINTS = "/api/v1/endpoints";
  private static final String PROBE = "/api/v1/probe";
  private static final String REFUSED = "connect.refused";

  /** Above the second promised, for the answer on its way and a busy machine. */
  private static final Duration A_SECOND = Duration.ofMillis(1_500);

  /** So that few calls are too many. */
  public static final class FewAtOnce implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("probity.probe.on-demand", "2", "probity.probe.per-origin", "1");
    }
  }

  private final Contract contract = Contract.read();
  private final TargetServer target = TargetServer.plain(with -> with.serveOk("fine"));
  private final ApiKeys keys;
  private final Endpoints endpoints;
  private final Db db;

  @Inject
  OnDemandResourcesTest(ApiKeys keys, Endpoints endpoints, Db db) {
    this.keys = keys;
    this.endpoints = endpoints;
    this.db = db;
  }

  @AfterEach
  void close() {
    target.close();
  }

  @Test
  void triesAConfigurationAndLeavesNothingBehind() {
    long before = stored();
    probe(body(target.url("127.0.0.1", "/try")))
        .statusCode(200)
        .body("verdict", equalTo("up"))
        .body("trigger", equalTo("manual"))
        .body("status", equalTo(200))
        .body("attempts", equalTo(1))
        .body("attemptTrace", hasSize(1))
        .body("attemptTrace[0].requestNumber", equalTo(1))
        .body("assertions[0].source", equalTo("status"))
        .body("assertions[0].passed", equalTo(true))
        .body("assertions[0].actual", equalTo("200"))
        .body("certificate", nullValue());
    assertThat(target.requests()).hasSize(1);
    assertThat(target.requests().get(0).headers()).doesNotContainValue("close");
    await().untilAsserted(() -> assertThat(target.openConnections()).isZero());
    assertThat(stored()).isEqualTo(before);
  }

  private long stored() {
    return db.first(
            "SELECT (SELECT count(*) FROM endpoint) + (SELECT count(*) FROM result_hot WHERE endpoint_id <= 0)",
            row -> row.getLong(1))
        .orElseThrow();
  }

  @Test
  void triesAnEditWithTheSecretsThatAreStored() {
    String path =
        create(
            target.url("127.0.0.1", "/"),
            "\"paused\": true, \"secretHeaders\": {\"X-Key\": \"kept\"}");
    String id = path.substring(path.lastIndexOf('/') + 1);
    String kept = "{\"url\": \"%s\", \"secretHeaders\": {\"X-Key\": \"***\"}}";
    String edited = kept.formatted(target.url("127.0.0.1", "/edited"));
    String elsewhere = kept.formatted("http://h.example/");
    String others = keys.create("others", Role.EDITOR, Map.of("team", "b"), null).text();
    tryOut(PostgresResource.ADMIN_KEY, id, edited)
        .then()
        .statusCode(200)
        .body("verdict", equalTo("up"));
    assertThat(target.requests())
        .filteredOn(each -> each.target().equals("/edited"))
        .singleElement()
        .satisfies(each -> assertThat(each.headers()).containsEntry("x-key", "kept"));
    tryOut(PostgresResource.ADMIN_KEY, id, elsewhere).then().statusCode(422);
    tryOut(others, id, edited).then().statusCode(404);
  }

  private Response tryOut(String key, String endpoint, String body) {
    return as(key).contentType("application/json").body(body).post(PROBE + "?endpoint=" + endpoint);
  }

  @Test
  void showsTheCertificateThatIsAtFault() {
    Instant now = Instant.now();
    TestCa.Issued expired =
        CA.leaf(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)), "127.0.0.1");
    try (TargetServer secure = TargetServer.tls(expired, with -> with.serveOk("fine"))) {
      probe(body(secure.url("127.0.0.1", "/")))
          .statusCode(200)
          .body("verdict", equalTo("down"))
          .body("failure.class", equalTo("tls.certificate_expired"))
          .body("attemptTrace.failure.class", hasItem("tls.certificate_expired"))
          .body("certificate.verdict", equalTo("tls.certificate_expired"))
          .body("certificate.atFault", equalTo(0))
          .body("certificate.chain", hasSize(1))
          .body("certificate.chain[0].subjectAlternativeNames", hasItem("127.0.0.1"))
          .body("certificate.address", equalTo("127.0.0.1"));
    }
  }

  @Test
  void answersEveryAttempt() {
    probe(body("http://127.0.0.1:" + TargetServer.closedPort() + "/"))
        .statusCode(200)
        .body("verdict", equalTo("down"))
        .body("attempts", equalTo(3))
        .body("attemptTrace.failure.class", equalTo(List.of(REFUSED, REFUSED, REFUSED)));
  }

  @Test
  void refusesWhatCouldNotBeRegistered() {
    probe("{\"url\": \"ftp://h.example/\", \"interval\": \"1ms\", \"surprise\": 1}")
        .statusCode(422)
        .body("errors.pointer", containsInAnyOrder("/url", "/interval", "/surprise"));
    probe("{\"url\": \"http://10.0.0.1/\"}")
        .statusCode(422)
        .body("errors.pointer", equalTo(List.of("/url")))
        .body("errors[0].detail", containsString("probity.egress.allow"));
    probe("{\"url\": \"http://h.example/\", \"secretHeaders\": {\"X-Key\": \"***\"}}")
        .statusCode(422)
        .body("errors.pointer", equalTo(List.of("/secretHeaders/X-Key")));
    probe("{").statusCode(400);
    as(PostgresResource.ADMIN_KEY)
        .contentType("text/plain")
        .body("x")
        .post(PROBE)
        .then()
        .statusCode(415);
  }

  @Test
  void takesYaml() {
    as(PostgresResource.ADMIN_KEY)
        .contentType(Documents.YAML)
        .body(("url: " + target.url("127.0.0.1", "/yaml")).getBytes(StandardCharsets.UTF_8))
        .post(PROBE)
        .then()
        .statusCode(200)
        .body("verdict", equalTo("up"));
  }

  @Test
  void keepsAManualCheckAndBringsTheNextOneForward() {
    String path = create(target.url("127.0.0.1", "/"), "\"interval\": \"1h\"");
    await().untilAsserted(() -> get(path).body("health.state", equalTo("up")));
    assertThat(target.requests()).hasSize(1);
    String at = checkNow(path).statusCode(200).body("reused", equalTo(true)).extract().path("at");
    await().atMost(A_SECOND).until(() -> target.requests().size() == 3);
    await()
        .untilAsserted(
            () ->
                get(path + "/checks")
                    .body("items", hasSize(3))
                    .body("items.find { it.at == '" + at + "' }.trigger", equalTo("manual"))
                    .body("items.count { it.trigger == 'schedule' }", equalTo(2)));
    get(path).body("health.lastCheck.trigger", equalTo("schedule"));
  }

  @Test
  void movesNoHealthAndCountsNot() {
    String path =
        create(
            "http://127.0.0.1:" + TargetServer.closedPort() + "/",
            "\"paused\": true, \"thresholds\": {\"down\": 1}");
    checkNow(path).statusCode(200).body("verdict", equalTo("down")).body("attempts", equalTo(3));
    await().untilAsserted(() -> get(path + "/checks").body("items", hasSize(1)));
    get(path)
        .body("health.state", equalTo("paused"))
        .body("health.observed", equalTo("unknown"))
        .body("health.lastCheck", nullValue())
        .body("health.incidentId", nullValue());
    get(path + "/uptime").body("downSeconds", equalTo(0)).body("incidents", equalTo(0));
  }

  @Test
  void makesTheCheckThatAnotherReplicaAskedFor() {
    String path = create(target.url("127.0.0.1", "/"), "\"interval\": \"1h\"");
    await().until(() -> target.requests().size() == 1);
    Endpoint endpoint =
        endpoints.find(UUID.fromString(path.substring(path.lastIndexOf('/') + 1))).orElseThrow();
    db.update("INSERT INTO check_request VALUES (?, ?)", endpoint.id(), endpoint.shard());
    await().atMost(A_SECOND).until(() -> target.requests().size() == 2);
  }

  @Test
  void knowsNothingOfEndpointsThatAreNotThere() {
    checkNow(ENDPOINTS + "/" + UUID.randomUUID()).statusCode(404);
    checkNow(ENDPOINTS + "/nonsense").statusCode(404);
  }

  @Test
  void isForEditors() {
    String path = create(target.url("127.0.0.1", "/"), "\"paused\": true");
    String viewer = keys.create("viewer", Role.VIEWER, Map.of(), null).text();
    String editor = keys.create("editor", Role.EDITOR, Map.of(), null).text();
    String body = body(target.url("127.0.0.1", "/"));
    as(viewer).contentType("application/json").body(body).post(PROBE).then().statusCode(403);
    as(viewer).post(path + "/checks").then().statusCode(403);
    given().filter(contract).post(path + "/checks").then().statusCode(401);
    as(editor).contentType("application/json").body(body).post(PROBE).then().statusCode(200);
    as(editor).post(path + "/checks").then().statusCode(200);
    as(viewer).get(path + "/checks").then().statusCode(200);
  }

  @Test
  void refusesMoreThanItsShareAtOnce() {
    String path = create(target.url("127.0.0.1", "/"), "\"paused\": true");
    List<TargetServer> silent = List.of(silent(), silent());
    List<CompletableFuture<Response>> underWay =
        silent.stream()
            .map(each -> body(each.url("127.0.0.1", "/")))
            .map(each -> CompletableFuture.supplyAsync(() -> send(each)))
            .toList();
    await().until(() -> silent.stream().allMatch(each -> each.requests().size() == 1));
    refused(probe(body(target.url("127.0.0.1", "/"))))
        .body("detail", containsString("probity.probe.on-demand"));
    refused(checkNow(path));
    silent.forEach(TargetServer::close);
    underWay.forEach(each -> assertThat(each.join().statusCode()).isEqualTo(200));
    await().untilAsserted(() -> checkNow(path).statusCode(200));
  }

  @Test
  void waitsForOthersAtTheSameOriginNoLongerThanACheckMayTake() {
    try (TargetServer silent = silent()) {
      String path = create(silent.url("127.0.0.1", "/"), "\"interval\": \"1h\"");
      await().until(() -> silent.requests().size() == 1);
      refused(
              probe(
                  "{\"url\": \"%s\", \"timeouts\": {\"total\": \"300ms\"}}"
                      .formatted(silent.url("127.0.0.1", "/"))))
          .body("detail", containsString("origin"));
      as(PostgresResource.ADMIN_KEY).delete(path).then().statusCode(204);
    }
  }

  private static ValidatableResponse refused(ValidatableResponse answer) {
    return answer
        .statusCode(429)
        .contentType("application/problem+json")
        .header("Retry-After", notNullValue())
        .body("type", equalTo("urn:probity:problem:too-many-checks"));
  }

  private static TargetServer silent() {
    return TargetServer.plain(
        with -> {
          with.request();
          with.silence();
        });
  }

  private static String body(String url) {
    return "{\"url\": \"" + url + "\", \"retry\": {\"initialDelay\": \"10ms\"}}";
  }

  private String create(String url, String more) {
    String id =
        as(PostgresResource.ADMIN_KEY)
            .contentType("application/json")
            .body("{\"url\": \"" + url + "\", " + more + "}")
            .post(ENDPOINTS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    return ENDPOINTS + "/" + id;
  }

  private ValidatableResponse get(String path) {
    return as(PostgresResource.ADMIN_KEY).get(path).then();
  }

  private ValidatableResponse checkNow(String path) {
    return as(PostgresResource.ADMIN_KEY).post(path + "/checks").then();
  }

  private ValidatableResponse probe(String body) {
    return send(body).then();
  }

  private Response send(String body) {
    return as(PostgresResource.ADMIN_KEY).contentType("application/json").body(body).post(PROBE);
  }

  private RequestSpecification as(String key) {
    return given()
        .filter(contract)
        .urlEncodingEnabled(false)
        .header("Authorization", "Bearer " + key);
  }
}
