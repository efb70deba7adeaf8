package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.ResultSink;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import io.probity.probe.ProbeJson;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.PostgresResource;
import io.probity.testing.Samples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(ReplayResourceTest.FewEvents.class)
class ReplayResourceTest {
  /** Nothing is probed but what the test stores; events go before results do. */
  public static final class FewEvents implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("probity.roles", "api", "probity.alert.keep", "1d");
    }
  }

  private final Endpoints endpoints;
  private final ResultSink results;
  private final Db db;
  private final Instant start =
      Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.MINUTES);
  private Endpoint endpoint;

  @Inject
  ReplayResourceTest(Endpoints endpoints, ResultSink results, Db db) {
    this.endpoints = endpoints;
    this.results = results;
    this.db = db;
  }

  @BeforeEach
  void register() {
    String id =
        admin()
            .body("{\"url\": \"http://127.0.0.1:8081/\", \"thresholds\": {\"confirm\": null}}")
            .post("/api/v1/endpoints")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    endpoint = endpoints.find(UUID.fromString(id)).orElseThrow();
    db.update(
        "UPDATE endpoint SET created_at = ?, updated_at = ? WHERE id = ?",
        start.minusSeconds(60),
        start.minusSeconds(60),
        endpoint.id());
  }

  private static RequestSpecification admin() {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .contentType("application/json");
  }

  private ValidatableResponse replay(String body) {
    return admin().body(body).post("/api/v1/endpoints/" + endpoint.publicId() + "/replay").then();
  }

  /** Letters: u and d, f is a pass after a first attempt that failed; a minute apart. */
  private void history(String letters) {
    for (int i = 0; i < letters.length(); i++) {
      Attempt passed = Samples.answered(200, Map.of());
      Attempt failed = Samples.failed(FailureClass.STATUS_5XX);
      List<Attempt> attempts =
          switch (letters.charAt(i)) {
            case 'u' -> List.of(passed);
            case 'f' -> List.of(failed, passed);
            default -> List.of(failed, failed, failed);
          };
      results.add(
          endpoint,
          new Check(endpoint.id(), at(i), Trigger.SCHEDULE, Verdict.of(attempts), attempts, 0));
    }
    await()
        .untilAsserted(
            () ->
                admin()
                    .get("/api/v1/endpoints/" + endpoint.publicId() + "/checks?limit=500")
                    .then()
                    .body("items", hasSize(letters.length())));
  }

  private Instant at(int place) {
    return start.plusSeconds(60L * place);
  }

  private void fired(String type, int decided, int since) {
    String data =
        "{\"since\": \"%s\", \"check\": {\"at\": \"%s\"}}"
            .formatted(ProbeJson.instant(at(since)), ProbeJson.instant(at(decided)));
    db.update(
        "INSERT INTO event (id, type, endpoint_id, at, data) VALUES (?, ?, ?, ?, ?::json)",
        UUID.randomUUID(),
        type,
        endpoint.id(),
        at(decided).plusMillis(5),
        data);
  }

  @Test
  void saysWhatWouldHaveFiredAndHowThatDiffers() {
    history("uudduufuuduu");
    fired("endpoint.down", 3, 2);
    fired("endpoint.up", 4, 4);
    replay("{}")
        .statusCode(200)
        .body("checks", equalTo(12))
        .body("actual.event", contains("endpoint.down", "endpoint.up"))
        .body("replayed.at", contains(ProbeJson.instant(at(3)), ProbeJson.instant(at(4))))
        .body("differences.missing", empty())
        .body("differences.added", empty())
        .body("differences.moved", empty())
        .body("notKnowable", empty());
    replay("{\"thresholds\": {\"down\": 3}}")
        .body("replayed", empty())
        .body("differences.missing.event", contains("endpoint.down", "endpoint.up"));
    replay("{\"thresholds\": {\"up\": 2}}")
        .body("differences.moved.event", contains("endpoint.up"))
        .body("differences.moved[0].replayed", equalTo(ProbeJson.instant(at(5))));
    replay("{\"thresholds\": {\"down\": 1}, \"retry\": {\"maxAttempts\": 1}}")
        .body("differences.moved.event", contains("endpoint.down"))
        .body("differences.added.event", hasSize(4))
        .body("differences.added[0].at", equalTo(ProbeJson.instant(at(6))));
    replay("{\"assertions\": [{\"source\": \"latency\", \"below\": \"1ms\"}]}")
        .body("replayed.event", contains("endpoint.down"))
        .body("replayed.since", contains(ProbeJson.instant(at(0))))
        .body("notKnowable.kind", hasItem("attempts-not-made"));
  }

  @Test
  void coversTheWindowOnlyAndStoresNothing() {
    history("uudduudduu");
    String window =
        "{\"from\": \"%s\", \"to\": \"%s\"}"
            .formatted(ProbeJson.instant(at(3)), ProbeJson.instant(at(7)));
    replay(window)
        .body("checks", equalTo(4))
        .body("replayed.at", contains(ProbeJson.instant(at(3)), ProbeJson.instant(at(4))));
    assertThat(
            db.first(
                "SELECT count(*) FROM incident WHERE endpoint_id = ?",
                row -> row.getInt(1),
                endpoint.id()))
        .contains(0);
  }

  @Test
  void tellsOfIncidentsWhereEventsAreGone() {
    Instant opened = start.minus(Duration.ofDays(20));
    db.update(
        "UPDATE endpoint SET created_at = ? WHERE id = ?",
        opened.minus(Duration.ofHours(1)),
        endpoint.id());
    db.update(
        "INSERT INTO incident (id, endpoint_id, opened_at, closed_at, resolution, failure) VALUES (?, ?, ?, ?, 0, ?)",
        UUID.randomUUID(),
        endpoint.id(),
        opened,
        opened.plusSeconds(60),
        new Json("{}"));
    replay("{\"from\": \"%s\"}".formatted(opened.minus(Duration.ofDays(30))))
        .statusCode(200)
        .body(
            "actual.at",
            contains(ProbeJson.instant(opened), ProbeJson.instant(opened.plusSeconds(60))))
        .body("differences.missing", hasSize(2))
        .body("notKnowable.kind", hasItem("events-not-kept"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"form\": 1} | /form",
        "{\"from\": \"yesterday\"} | /from",
        "{\"from\": \"2026-01-02T00:00:00Z\", \"to\": \"2026-01-01T00:00:00Z\"} | /from",
        "{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-06-01T00:00:00Z\"} | /from",
        "{\"thresholds\": {\"down\": 0}} | /thresholds/down",
        "{\"thresholds\": {\"donw\": 1}} | /thresholds/donw",
        "{\"thresholds\": 1} | /thresholds",
        "{\"retry\": {\"maxAttempts\": 11}} | /retry/maxAttempts",
        "{\"retry\": {\"maxDelay\": \"1s\"}} | /retry/maxDelay",
        "{\"assertions\": [{\"source\": \"status\", \"in\": [\"2xx\"]}]} | /assertions/0/source",
        "{\"assertions\": [{\"source\": \"latency\"}]} | /assertions/0/below"
      })
  void refusesWhatItCannotReplay(String body, String pointer) {
    replay(body).statusCode(422).body("errors.pointer", contains(pointer));
  }
}
