package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.ResultSink;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.PostgresResource;
import io.probity.testing.Samples;
import io.probity.testing.TestCa;
import io.probity.tls.ChainVerdict;
import io.probity.tls.TlsFacts;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(HistoryResourcesTest.OnlyApi.class)
class HistoryResourcesTest {
  private static final TestCa CA = TestCa.root("Test Root");

  /** Nothing is probed but what the test stores. */
  public static final class OnlyApi implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("probity.roles", "api");
    }
  }

  private final Endpoints endpoints;
  private final ResultSink results;
  private final Db db;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private Endpoint endpoint;

  @Inject
  HistoryResourcesTest(Endpoints endpoints, ResultSink results, Db db) {
    this.endpoints = endpoints;
    this.results = results;
    this.db = db;
  }

  @BeforeEach
  void register() {
    String id =
        given()
            .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
            .contentType("application/json")
            .body("{\"url\": \"http://127.0.0.1:8081/health\"}")
            .post("/api/v1/endpoints")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    endpoint = endpoints.find(UUID.fromString(id)).orElseThrow();
  }

  @Test
  void listsChecksPageByPage() {
    for (int i = 0; i < 5; i++) {
      store(i, Samples.answered(200, Map.of()));
    }
    await().untilAsserted(() -> get("/checks").body("items", hasSize(5)));
    List<String> seen = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      JsonPath page =
          get("/checks?limit=2" + (cursor == null ? "" : "&cursor=" + cursor))
              .statusCode(200)
              .extract()
              .jsonPath();
      seen.addAll(page.getList("items.at"));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(seen)
        .hasSize(5)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void showsACheckAsTheDocumentsSay() {
    store(0, Samples.answered(200, Map.of()));
    await().untilAsserted(() -> get("/checks").body("items", hasSize(1)));
    get("/checks")
        .body("items[0].verdict", equalTo("up"))
        .body("items[0].failure", nullValue())
        .body("items[0].trigger", equalTo("schedule"))
        .body("items[0].status", equalTo(200))
        .body("items[0].httpVersion", equalTo("1.1"))
        .body("items[0].timings.connectMs", nullValue())
        .body("items[0].timings.totalMs", equalTo(1.5f))
        .body("next", nullValue());
  }

  @Test
  void exportsEveryCheckNewestFirst() {
    store(0, Samples.answered(200, Map.of()));
    store(1, Samples.failed(FailureClass.TLS_CERTIFICATE_EXPIRED));
    store(2, Samples.answered(503, Map.of()));
    await().untilAsserted(() -> get("/checks").body("items", hasSize(3)));
    String csv = get("/checks.csv").statusCode(200).contentType("text/csv").extract().asString();
    assertThat(csv.lines()).hasSize(4);
    assertThat(csv.lines().skip(2).findFirst().orElseThrow())
        .contains(",down,tls,tls.certificate_expired,\"tls.certificate_expired\",schedule,");
    List<String> lines =
        get("/checks.ndjson").statusCode(200).extract().asString().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(JsonPath.from(lines.get(2)).getInt("status")).isEqualTo(503);
    assertThat(get("/checks.csv?from=" + now.minusSeconds(60)).extract().asString().lines())
        .hasSize(3);
    get("/checks.csv?from=x").statusCode(422).body("errors.pointer", contains("/from"));
    get("/checks.ndjson?verdict=up").statusCode(422);
  }

  @Test
  void filtersByVerdictClassAndPhase() {
    store(0, Samples.answered(200, Map.of()));
    store(1, Samples.failed(FailureClass.TLS_CERTIFICATE_EXPIRED));
    store(2, Samples.failed(FailureClass.DNS_TIMEOUT));
    await().untilAsserted(() -> get("/checks").body("items", hasSize(3)));
    get("/checks?verdict=down").body("items", hasSize(2));
    get("/checks?verdict=up").body("items", hasSize(1));
    get("/checks?failure=tls")
        .body("items.failure.class", contains("tls.certificate_expired"))
        .body("items.failure.detail", contains("tls.certificate_expired"));
    get("/checks?failure=dns.timeout").body("items", hasSize(1));
    get("/checks?failure=dns.nxdomain").body("items", hasSize(0));
    get("/checks?to=" + now.minusSeconds(60)).body("items", hasSize(1));
    get("/checks?from=" + now.minusSeconds(60)).body("items", hasSize(2));
  }

  @Test
  void namesEveryWrongParameter() {
    get("/checks?from=yesterday&to=2026-13-01T00:00:00Z&verdict=fine&failure=broken")
        .statusCode(422)
        .body("errors.pointer", containsInAnyOrder("/from", "/to", "/verdict", "/failure"));
    get("/checks?from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z")
        .statusCode(422)
        .body("errors.pointer", contains("/from"));
    get("/checks?verdict=nope&limit=0&from=x")
        .statusCode(422)
        .body("errors.pointer", containsInAnyOrder("/verdict", "/limit", "/from"));
    get("/checks?trigger=manual").statusCode(422).body("errors.pointer", contains("/trigger"));
    get("/checks?limit=0").statusCode(422).body("errors.pointer", contains("/limit"));
    get("/checks?cursor=nonsense").statusCode(422).body("errors.pointer", contains("/cursor"));
    get("/uptime?window=2d").statusCode(422).body("errors.pointer", contains("/window"));
    get("/uptime?window=7d&from=2026-11-22T00:00:00Z")
        .statusCode(422)
        .body("errors.pointer", contains("/window"));
  }

  @Test
  void refusesACursorOfAnotherQuery() {
    for (int i = 0; i < 3; i++) {
      store(i, Samples.answered(200, Map.of()));
    }
    await().untilAsserted(() -> get("/checks").body("items", hasSize(3)));
    String cursor = get("/checks?limit=1").extract().path("next");
    get("/checks?limit=2&cursor=" + cursor).statusCode(200).body("items", hasSize(2));
    get("/checks?verdict=up&cursor=" + cursor)
        .statusCode(422)
        .body("errors.pointer", contains("/cursor"));
  }

  @Test
  void showsTheCertificateThatIsPresentedAndThoseBefore() {
    get("/certificate").statusCode(404);
    get("/certificates").statusCode(200).body("items", hasSize(0));
    TestCa.Issued first = CA.leaf("one.example.com");
    store(1, presenting(first));
    await().untilAsserted(() -> get("/certificate").statusCode(200));
    store(0, presenting(CA.leaf("two.example.com")));
    await()
        .untilAsserted(
            () ->
                get("/certificate")
                    .body("chain[0].subject", equalTo("CN=two.example.com"))
                    .body("verdict", equalTo("valid"))
                    .body("atFault", nullValue())
                    .body("tlsVersion", equalTo("TLSv1.3")));
    get("/certificates")
        .body("items.collect { it.chain[0].subject }", contains("CN=one.example.com"));
  }

  @Test
  void integratesUptime() {
    Instant created = now.minusSeconds(1_000);
    db.update("UPDATE endpoint SET created_at = ? WHERE id = ?", created, endpoint.id());
    db.update("INSERT INTO health_period VALUES (?, ?, 0)", endpoint.id(), created);
    db.update(
        "INSERT INTO health_period VALUES (?, ?, 2)", endpoint.id(), created.plusSeconds(100));
    db.update(
        "INSERT INTO health_period VALUES (?, ?, 0)", endpoint.id(), created.plusSeconds(200));
    String span = "/uptime?from=" + created + "&to=" + created.plusSeconds(200);
    get(span)
        .statusCode(200)
        .body("upSeconds", equalTo(100))
        .body("downSeconds", equalTo(100))
        .body("uptime", equalTo(0.5f))
        .body("coverage", equalTo(1))
        .body("incidents", equalTo(0))
        .body("mttrSeconds", nullValue());
    get("/uptime").statusCode(200).body("downSeconds", equalTo(100));
    get("/uptime?window=365d").statusCode(200).body("downSeconds", equalTo(100));
  }

  @Test
  void showsLatencyAndFailuresOverTime() {
    store(0, Samples.answered(200, Map.of()));
    store(1, Samples.answered(200, Map.of()));
    store(2, Samples.failed(FailureClass.DNS_TIMEOUT));
    await().untilAsserted(() -> get("/checks").body("items", hasSize(3)));
    get("/latency")
        .statusCode(200)
        .body("step", equalTo("5m"))
        .body("series", hasSize(greaterThanOrEqualTo(288)))
        .body("series.count.sum()", equalTo(2))
        .body("series.findAll { it.count > 0 }.p95Ms", everyItem(equalTo(1.5f)))
        .body("series[0].p95Ms", nullValue());
    get("/latency?phase=dns&step=1h").body("series.count.sum()", equalTo(0));
    get("/latency?from=%s&to=%s&step=60s".formatted(now.minusSeconds(90), now.plusSeconds(1)))
        .body("series.count.sum()", equalTo(2));
    get("/failures?step=24h")
        .statusCode(200)
        .body("step", equalTo("24h"))
        .body("series.classes.collect { it['dns.timeout'] ?: 0 }.sum()", equalTo(1))
        .body("series.up.sum()", equalTo(2));
  }

  @Test
  void refusesSeriesThatCannotBeAnswered() {
    for (String path : List.of("/latency", "/failures")) {
      get(path + "?from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:00Z")
          .statusCode(422)
          .body("errors.pointer", contains("/from"));
      get(path + "?step=1s").statusCode(422).body("errors.pointer", contains("/step"));
      get(path + "?step=0s").statusCode(422).body("errors.pointer", contains("/step"));
      get(path + "?step=often&to=x")
          .statusCode(422)
          .body("errors.pointer", containsInAnyOrder("/step", "/to"));
      get(path + "?step=90m").statusCode(422).body("errors.pointer", contains("/step"));
      get(path + "?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z&step=5m")
          .statusCode(422)
          .body("errors.pointer", contains("/step"));
      get(path + "?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z")
          .statusCode(200)
          .body("step", equalTo("1h"));
    }
    get("/latency?phase=warp").statusCode(422).body("errors.pointer", contains("/phase"));
    get("/latency?phase=dns&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z&step=6h")
        .statusCode(422)
        .body("errors.pointer", contains("/step"));
  }

  @Test
  void summarizesEndpointsWithTheirStateAndUptime() {
    String team = endpoint.publicId().toString();
    db.update(
        """
        UPDATE endpoint SET created_at = ?,
          config = jsonb_set(config, '{labels}', jsonb_build_object('team', ?::text))
        WHERE id = ?
        """,
        now.minusSeconds(100),
        team,
        endpoint.id());
    db.update(
        "INSERT INTO health (endpoint_id, observed, since, failure, updated_at) VALUES (?, 2, ?, ?, ?)",
        endpoint.id(),
        now.minusSeconds(50),
        new Json("{\"class\": \"dns.timeout\"}"),
        now);
    db.update(
        "INSERT INTO health_period VALUES (?, ?, 0), (?, ?, 2)",
        endpoint.id(),
        now.minusSeconds(100),
        endpoint.id(),
        now.minusSeconds(50));
    summary("?window=24h&label=team:" + team)
        .statusCode(200)
        .body("counts.down", equalTo(1))
        .body("counts.up", equalTo(0))
        .body("endpoints", hasSize(1))
        .body("endpoints[0].id", equalTo(team))
        .body("endpoints[0].state", equalTo("down"))
        .body("endpoints[0].failure.class", equalTo("dns.timeout"))
        .body("endpoints[0].uptime", lessThan(0.51f))
        .body("endpoints[0].p95Ms", nullValue());
    summary("?state=up&label=team:" + team).body("endpoints", hasSize(0));
    summary("?window=30d&label=team:" + team).body("endpoints[0].uptime", lessThan(0.51f));
    summary("?window=2d&label=nonsense&state=fine")
        .statusCode(422)
        .body("errors.pointer", containsInAnyOrder("/window", "/label", "/state"));
  }

  private static ValidatableResponse summary(String query) {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .urlEncodingEnabled(false)
        .get("/api/v1/summary" + query)
        .then();
  }

  @Test
  @Timeout(60)
  void streamsChecksUntilTheClientGoes() throws Exception {
    String filter = "?types=check&endpoint=" + endpoint.publicId();
    URI uri = URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/api/v1/stream" + filter);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
            .timeout(Duration.ofSeconds(30))
            .build();
    HttpResponse<Stream<String>> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (Stream<String> body = answer.body()) {
      Iterator<String> lines = body.iterator();
      assertThat(lines.next()).as("a comment says that it listens").startsWith(":");
      store(0, Samples.answered(200, Map.of()));
      String line = lines.next();
      while (!line.startsWith("data:")) {
        line = lines.next();
      }
      assertThat(line).contains(endpoint.publicId().toString(), "\"up\"");
    }
  }

  @Test
  void refusesStreamsOfWhatIsNotThere() {
    given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .get("/api/v1/stream?types=noise&endpoint=x&label=y&color=z")
        .then()
        .statusCode(422);
    given().get("/api/v1/stream").then().statusCode(401);
  }

  @Test
  void leavesTheEndpointsOwnPathsAlone() {
    get("").statusCode(200).body("id", equalTo(endpoint.publicId().toString()));
    given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .delete("/api/v1/endpoints/" + endpoint.publicId())
        .then()
        .statusCode(204);
    get("/checks").statusCode(404);
  }

  private static final List<String> PATHS =
      List.of(
          "/checks",
          "/checks.csv",
          "/checks.ndjson",
          "/certificate",
          "/certificates",
          "/uptime",
          "/latency",
          "/failures",
          "/explain");

  @Test
  void tellsNothingOfADeletedEndpointThoughItsHistoryIsKept() {
    store(1, Samples.failed(FailureClass.DNS_TIMEOUT));
    await().untilAsserted(() -> get("/checks").body("items", hasSize(1)));
    assertThat(endpoints.delete(endpoint.publicId(), revision -> {})).isTrue();
    assertThat(PATHS).allSatisfy(path -> get(path).statusCode(404));
    assertThat(db.list("SELECT at FROM failure WHERE endpoint_id = ?", row -> true, endpoint.id()))
        .hasSize(1);
  }

  @Test
  void knowsNothingOfEndpointsThatAreNotThere() {
    for (String path : PATHS) {
      get(UUID.randomUUID().toString(), path).statusCode(404);
      get("nonsense", path).statusCode(404);
      given().get("/api/v1/endpoints/" + endpoint.publicId() + path).then().statusCode(401);
    }
  }

  private ValidatableResponse get(String path) {
    return get(endpoint.publicId().toString(), path);
  }

  private static ValidatableResponse get(String id, String path) {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .urlEncodingEnabled(false)
        .get("/api/v1/endpoints/" + id + path)
        .then();
  }

  private static Attempt presenting(TestCa.Issued certificate) {
    Attempt answered = Samples.answered(200, Map.of());
    return new Attempt(
        answered.startedAt(),
        answered.timings(),
        answered.address(),
        answered.connection(),
        new TlsFacts(certificate.chain(), "TLSv1.3", "TLS_AES_128_GCM_SHA256", ChainVerdict.VALID),
        answered.response(),
        null,
        null);
  }

  /** Stores a check of some minutes ago. */
  private void store(int minutesAgo, Attempt attempt) {
    @Nullable Failure failure = attempt.failure();
    results.add(
        endpoint,
        new Check(
            endpoint.id(),
            now.minusSeconds(60L * minutesAgo),
            Trigger.SCHEDULE,
            failure == null ? Verdict.UP : Verdict.DOWN,
            List.of(attempt),
            0));
  }
}
