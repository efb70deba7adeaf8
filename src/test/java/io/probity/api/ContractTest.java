package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.alert.ChannelFormat;
import io.probity.alert.EventType;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.ResultSink;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.PostgresResource;
import io.probity.testing.RecordingWebhook;
import io.probity.testing.RecordingWebhook.Received;
import io.probity.testing.Samples;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.probity.tls.ChainVerdict;
import io.probity.tls.TlsFacts;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks for everything that {@code openapi.yaml} describes and holds the answers to it. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TestCa CA = TestCa.root("Test Root");
  private static final String ENDPOINTS = "/api/v1/endpoints";
  private static final String CHANNELS = "/api/v1/channels";

  /** Every part of an endpoint's configuration. */
  private static final String FULL =
      """
      {"key": "contract-full", "url": "https://h.example/", "method": "POST", "body": "{}",
       "headers": {"Accept": "application/json"}, "secretHeaders": {"X-Key": "k"},
       "auth": {"type": "basic", "username": "u", "password": "p"}, "paused": true,
       "thresholds": {"down": 2, "of": 3, "confirm": null}, "remindEvery": "1h",
       "tls": {"serverName": "other.example"}, "labels": {"team": "x"}, "managedBy": "me",
       "assertions": [
         {"source": "status", "in": ["2xx"]},
         {"source": "header", "name": "A", "exists": false, "severity": "degraded"},
         {"source": "body", "notContains": "x"}, {"source": "json", "path": "$.a", "equals": null},
         {"source": "json", "path": "$.b", "lessThan": 1.5}, {"source": "latency", "below": "1s"},
         {"source": "certificate", "validFor": "14d"}]}
      """;

  private static final String INCIDENTS = "/api/v1/incidents";

  private final Contract contract = Contract.read();
  private final RecordingWebhook receiver = RecordingWebhook.start();
  private final Endpoints endpoints;
  private final ResultSink results;

  @Inject
  ContractTest(Endpoints endpoints, ResultSink results) {
    this.endpoints = endpoints;
    this.results = results;
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void isKeptByEveryAnswer() {
    endpoints();
    history();
    incidents();
    channels();
    maintenance();
    statusPages();
    config();
    access();
    refusals();
    contract.assertAllSeen();
  }

  @Test
  void isKeptByTheWebhooks() {
    String channel =
        send(
                "POST",
                CHANNELS,
                "{\"url\": \"%s\", \"events\": [\"endpoint.down\", \"endpoint.up\", \"endpoint.degraded\", \"channel.dead\"]}"
                    .formatted(receiver.url()))
            .path("id");
    String target = "\"url\": \"%s\", \"interval\": \"1s\", \"thresholds\": {\"confirm\": \"1s\"}";
    String down =
        create(
            "{" + target.formatted("http://127.0.0.1:1/?token=s3cret") + ", \"key\": \"hooks\"}");
    create(
        "{"
            + target.formatted(receiver.url())
            + ", \"assertions\": [{\"source\": \"header\", \"name\": \"X-None\", \"exists\": true, \"severity\": \"degraded\"}]}");
    received("endpoint.down", 1);
    received("endpoint.degraded", 1);
    admin().get(down).then().statusCode(200);
    admin().get(down + "/checks").then().statusCode(200);
    admin().get(down + "/explain").then().statusCode(200).body("current", is(true));
    send("PATCH", down, "{\"url\": \"%s\"}".formatted(receiver.url()));
    received("endpoint.up", 1);
    send("PATCH", down, "{\"url\": \"http://127.0.0.1:1/\"}");
    received("endpoint.down", 2);
    admin().post(down + "/pause");
    received("endpoint.up", 2);
    admin().post(CHANNELS + "/" + channel + "/test");
    received("channel.test", 1);
    admin().get(CHANNELS + "/" + channel + "/deliveries").then().statusCode(200);
    try (RecordingWebhook gone = RecordingWebhook.start()) {
      gone.always(RecordingWebhook.Answer.status(410));
      String refused = send("POST", CHANNELS, "{\"url\": \"%s\"}".formatted(gone.url())).path("id");
      admin().post(CHANNELS + "/" + refused + "/test");
      received("channel.dead", 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cloudevents, CloudEvent",
    "alertmanager, AlertmanagerAlerts",
    "alertmanager-webhook, AlertmanagerNotification",
    "slack, SlackMessage"
  })
  void isKeptByTheFormats(String format, String schema) {
    String url = receiver.url() + "/api/v2/alerts";
    String channel =
        send("POST", CHANNELS, "{\"url\": \"%s\", \"format\": \"%s\"}".formatted(url, format))
            .path("id");
    admin().post(CHANNELS + "/" + channel + "/test").then().statusCode(202);
    create("{\"url\": \"http://127.0.0.1:1/\", \"interval\": \"1s\"}");
    await().until(() -> receiver.received().size() >= 2);
    for (Received each : receiver.received()) {
      contract.assertValid(schema, json(each.body()));
    }
  }

  @Test
  void isKeptByGroups() {
    String endpoint = "{\"url\": \"http://127.0.0.1:1/\", \"interval\": \"1s\"}";
    String channel =
        CHANNELS
            + "/"
            + send(
                    "POST",
                    CHANNELS,
                    "{\"url\": \"%s\", \"grouping\": \"1h\"}".formatted(receiver.url()))
                .path("id");
    List<String> paths = List.of(create(endpoint), create(endpoint), create(endpoint));
    paths.forEach(path -> hasOpenIncidents(path, 1));
    send("PATCH", channel, "{\"grouping\": \"1s\"}");
    received("endpoint.down.group", 1);
    send("PATCH", channel, "{\"grouping\": \"1h\"}");
    paths.forEach(path -> admin().post(path + "/pause"));
    paths.forEach(path -> hasOpenIncidents(path, 0));
    send("PATCH", channel, "{\"grouping\": \"1s\"}");
    received("endpoint.down.group", 2);
    assertThat(bodies("endpoint.down.group").get(1).at("/data/members/0/reason").asText())
        .isEqualTo("paused");
  }

  private void hasOpenIncidents(String endpoint, int count) {
    String id = endpoint.substring(endpoint.lastIndexOf('/') + 1);
    await()
        .untilAsserted(
            () ->
                admin()
                    .get(INCIDENTS + "?state=open&endpoint=" + id)
                    .then()
                    .body("items", hasSize(count)));
  }

  @Test
  void showsTemplatesToEditorsAndRefusesThoseThatDoNotCompile() {
    // Tests come through whatever the channel hears of, outages of other tests do not.
    String body =
        "{\"url\": \"%s\", \"format\": \"template\", \"template\": \"%s\","
            + " \"events\": [\"prober.impaired\"]}";
    String path =
        CHANNELS
            + "/"
            + send("POST", CHANNELS, body.formatted(receiver.url(), "[{type.json}]")).path("id");
    admin().get(path).then().body("template", is("[{type.json}]"));
    admin().post(path + "/test").then().statusCode(202);
    await().until(() -> !receiver.received().isEmpty());
    assertThat(receiver.received().get(0).body()).isEqualTo("[\"channel.test\"]");
    send("POST", CHANNELS, body.formatted(receiver.url(), "a\\n{#if id}"))
        .then()
        .statusCode(422)
        .body("errors.pointer", hasItem("/template"))
        .body("errors[0].detail", startsWith("Line 2: "));
  }

  @Test
  void namesTheVocabularyOfTheCode() {
    assertThat(contract.values("FailureClass"))
        .containsExactlyElementsOf(
            Arrays.stream(FailureClass.values()).map(FailureClass::wireName).toList());
    assertThat(contract.values("Phase"))
        .containsExactlyElementsOf(Arrays.stream(Phase.values()).map(Phase::wireName).toList());
    assertThat(contract.values("EventType"))
        .containsExactlyElementsOf(
            Arrays.stream(EventType.values()).map(EventType::wireName).toList());
    assertThat(contract.values("ChannelFormat"))
        .containsExactlyElementsOf(
            Arrays.stream(ChannelFormat.values()).map(ChannelFormat::wireName).toList());
  }

  private void endpoints() {
    String path = create(FULL);
    String shown = admin().get(path).asString();
    send("PUT", path, shown).then().statusCode(200);
    send("PATCH", path, "{\"interval\": \"5s\", \"auth\": null}").then().statusCode(200);
    admin().accept("application/yaml").get(path).then().statusCode(200);
    admin().post(path + "/resume").then().statusCode(200);
    admin().post(path + "/pause").then().statusCode(200);
    String keyed = ENDPOINTS + "/by-key/contract-keyed";
    send("PUT", keyed, "{\"url\": \"https://h.example/\"}").then().statusCode(201);
    send("PUT", keyed, "{\"url\": \"https://h.example/2\"}").then().statusCode(200);
    String batch =
        "{\"endpoints\": [{\"key\": \"contract-batch\", \"url\": \"https://h.example/\"}]}";
    send("POST", ENDPOINTS + ":batch?dryRun=true", batch).then().statusCode(200);
    send("POST", ENDPOINTS + ":batch", batch).then().statusCode(200);
    admin().get(ENDPOINTS + "?limit=1").then().statusCode(200);
    admin().get(ENDPOINTS + "?limit=500").then().statusCode(200);
    admin().accept("application/yaml").get(ENDPOINTS).then().statusCode(200);
    admin().delete(path).then().statusCode(204);
  }

  private void history() {
    String path = create("{\"url\": \"https://h.example/\", \"paused\": true}");
    UUID id = UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
    Endpoint endpoint = endpoints.find(id).orElseThrow();
    store(endpoint, 3, presenting(CA.leaf("one.example.com")), Verdict.UP);
    await().until(() -> admin().get(path + "/certificate").statusCode() == 200);
    store(endpoint, 2, presenting(CA.leaf("two.example.com")), Verdict.UP);
    store(endpoint, 1, Samples.failed(FailureClass.DNS_TIMEOUT), Verdict.DOWN);
    await().untilAsserted(() -> admin().get(path + "/checks").then().body("items", hasSize(3)));
    admin().get(path).then().statusCode(200);
    admin().get(path + "/checks?limit=1").then().statusCode(200);
    admin().get(path + "/checks.csv").then().statusCode(200);
    admin().get(path + "/checks.ndjson").then().statusCode(200);
    await()
        .untilAsserted(() -> admin().get(path + "/certificates").then().body("items", hasSize(1)));
    admin().get(path + "/certificate").then().statusCode(200);
    explanations(path);
    onDemand();
    series(path);
    send("POST", path + "/replay", "{\"thresholds\": {\"down\": 1, \"confirm\": null}}")
        .then()
        .statusCode(200)
        .body("replayed", hasSize(0));
    send("POST", path + "/replay", "{\"threshold\": 1}").then().statusCode(422);
    admin().get(path + "/uptime").then().statusCode(200);
    admin().get(path + "/uptime?from=2050-01-01T00:00:00Z").then().statusCode(422);
  }

  private void series(String path) {
    admin()
        .get(path + "/latency?phase=total&step=5m")
        .then()
        .statusCode(200)
        .body("step", is("5m"), "series.count.sum()", is(2));
    admin().get(path + "/latency?step=1s").then().statusCode(422);
    admin().get(path + "/failures").then().statusCode(200).body("series.down.sum()", is(1));
    admin().get(path + "/failures?to=2020-01-01").then().statusCode(422);
    admin().get("/api/v1/summary").then().statusCode(200);
    admin().get("/api/v1/summary?window=2d").then().statusCode(422);
  }

  private void explanations(String path) {
    admin().get(path + "/explain").then().statusCode(200).body("failure.class", is("dns.timeout"));
    String healthy = create("{\"url\": \"https://h.example/\", \"paused\": true}");
    admin().get(healthy + "/explain").then().statusCode(200).body("check", is(nullValue()));
    admin().get(ENDPOINTS + "/" + UUID.randomUUID() + "/explain").then().statusCode(404);
  }

  private void onDemand() {
    String path = create("{\"url\": \"http://127.0.0.1:1/\", \"paused\": true}");
    admin().post(path + "/checks").then().statusCode(200);
    String secure = "{\"url\": \"%s\"}";
    try (TargetServer target = TargetServer.tls(CA.leaf("127.0.0.1"), with -> with.serveOk("ok"))) {
      send("POST", "/api/v1/probe", secure.formatted(target.url("127.0.0.1", "/")))
          .then()
          .statusCode(200)
          .body("certificate.chain", hasSize(1));
    }
  }

  private void incidents() {
    String path =
        create(
            "{\"url\": \"http://127.0.0.1:1/\", \"interval\": \"1s\", \"thresholds\": {\"down\": 1}}");
    String id = path.substring(path.lastIndexOf('/') + 1);
    String open = INCIDENTS + "?state=open&endpoint=" + id;
    await().untilAsserted(() -> admin().get(open).then().body("items", hasSize(1)));
    String incident = admin().get(open).path("items[0].id");
    String answer = INCIDENTS + "/" + incident;
    admin().post(answer + "/acknowledge").then().statusCode(200).body("timeline", hasSize(2));
    admin().post(answer + "/acknowledge").then().statusCode(200).body("timeline", hasSize(2));
    send("POST", answer + "/mute", "{\"until\": \"%s\"}".formatted(Instant.now().plusSeconds(600)))
        .then()
        .statusCode(200)
        .body("timeline", hasSize(3));
    send("POST", answer + "/mute", "{\"until\": null}")
        .then()
        .statusCode(200)
        .body("mutedUntil", is(nullValue()), "timeline.type[3]", is("unmuted"));
    send("POST", answer + "/mute", "{\"until\": \"2020-01-01T00:00:00Z\"}").then().statusCode(422);
    send("POST", answer + "/mute", "{\"until\": \"tomorrow\"}").then().statusCode(422);
    send("POST", answer + "/mute", "{}").then().statusCode(422);
    admin().post(path + "/pause");
    await()
        .untilAsserted(
            () ->
                admin()
                    .get(answer)
                    .then()
                    .statusCode(200)
                    .body("resolution", is("paused"), "timeline", hasSize(5)));
    admin().post(answer + "/acknowledge").then().statusCode(409);
    send("POST", answer + "/mute", "{\"until\": null}").then().statusCode(409);
    admin().post(INCIDENTS + "/" + UUID.randomUUID() + "/acknowledge").then().statusCode(404);
    admin().get(INCIDENTS + "?state=closed&limit=1").then().statusCode(200);
    admin().get(INCIDENTS + "?state=ajar").then().statusCode(422);
    admin().get(INCIDENTS + "/" + UUID.randomUUID()).then().statusCode(404);
  }

  private void channels() {
    String body =
        "{\"url\": \"%s\", \"headers\": {\"A\": \"b\"}, \"secretHeaders\": {\"X-Key\": \"k\"}, \"match\": {\"labels\": {\"team\": \"none\"}}}"
            .formatted(receiver.url());
    String path = CHANNELS + "/" + send("POST", CHANNELS, body).path("id");
    send("POST", CHANNELS, body).then().statusCode(201);
    send("PUT", path, admin().get(path).asString()).then().statusCode(200);
    admin().post(path + "/rotate-secret").then().statusCode(200);
    String delivery =
        "/api/v1/deliveries/" + admin().post(path + "/test").then().extract().path("id");
    await().until(() -> "delivered".equals(admin().get(delivery).path("state")));
    admin().post(delivery + "/redeliver").then().statusCode(202);
    admin().post(path + "/redeliver").then().statusCode(202).body("redelivered", is(0));
    admin().post(path + "/test").then().statusCode(202);
    admin().get(path + "/deliveries?limit=1").then().statusCode(200);
    admin().get(path + "/deliveries?state=dead").then().statusCode(200);
    admin().accept("application/yaml").get(path + "/deliveries").then().statusCode(200);
    admin().get(CHANNELS + "?limit=1").then().statusCode(200);
    send("PATCH", path, "{\"enabled\": false}").then().statusCode(200);
    admin().post(path + "/test").then().statusCode(409);
    admin().post(delivery + "/redeliver").then().statusCode(409);
    admin().post(path + "/redeliver").then().statusCode(409);
    send("PATCH", path, "{\"format\": \"fax\"}").then().statusCode(422);
    admin().header("If-Match", "\"1\"").delete(path).then().statusCode(412);
    admin().delete(path).then().statusCode(204);
    admin().get(path).then().statusCode(404);
  }

  private void statusPages() {
    String pages = "/api/v1/status-pages";
    String shop =
        "{\"slug\": \"contract\", \"title\": \"Shop\", \"match\": {\"labels\": {\"team\": \"none\"}}, \"groupBy\": \"env\", \"public\": true}";
    String path = pages + "/" + send("POST", pages, shop).path("id");
    send("POST", pages, shop).then().statusCode(409);
    admin().get(path).then().statusCode(200);
    send("PUT", path, shop.replace("Shop", "All of the shop")).then().statusCode(200);
    send("PATCH", path, "{\"description\": \"What we sell with\"}").then().statusCode(200);
    send("PATCH", path, "{\"slug\": \"Not a slug\"}").then().statusCode(422);
    admin().get(pages + "?limit=1").then().statusCode(200);
    admin().delete(path).then().statusCode(204);
    admin().get(path).then().statusCode(404);
  }

  private void maintenance() {
    String windows = "/api/v1/maintenance";
    String once =
        "{\"name\": \"move\", \"match\": {\"endpoints\": [\"%s\"]}, \"from\": \"2026-11-22T11:00:00Z\", \"to\": \"2026-11-22T12:00:00Z\"}"
            .formatted(UUID.randomUUID());
    String nightly =
        "{\"name\": \"nightly\", \"match\": {\"labels\": {\"team\": \"none\"}}, \"cron\": \"30 2 * * *\", \"duration\": \"1h\"}";
    String path = windows + "/" + send("POST", windows, once).path("id");
    String other = windows + "/" + send("POST", windows, nightly).path("id");
    admin().get(path).then().statusCode(200);
    send("PUT", path, nightly).then().statusCode(200);
    send("PATCH", path, "{\"zone\": \"Europe/Berlin\"}").then().statusCode(200);
    send("PATCH", path, "{\"zone\": \"Mars/Base\"}").then().statusCode(422);
    admin().get(windows + "?limit=1").then().statusCode(200);
    admin().accept("application/yaml").get(windows).then().statusCode(200);
    admin().header("If-Match", "\"1\"").delete(path).then().statusCode(412);
    admin().delete(path).then().statusCode(204);
    admin().delete(other).then().statusCode(204);
    admin().get(path).then().statusCode(404);
  }

  private void config() {
    String config = "/api/v1/config";
    String document =
        """
        {"managedBy": "contract",
         "endpoints": [{"key": "contract-config", "url": "https://h.example/", "secretHeaders": {"X-Key": "s3cret-of-config"}}],
         "channels": [{"name": "c", "url": "https://h.example/"}],
         "maintenance": [{"name": "w", "match": {"labels": {"team": "none"}}, "cron": "30 2 * * *", "duration": "1h"}]}
        """;
    send("PUT", config + "?dryRun=true", document).then().statusCode(200).body("created", is(3));
    send("PUT", config, document).then().statusCode(200).body("created", is(3));
    String shown =
        admin().accept("application/yaml").get(config + "?managedBy=contract").asString();
    assertThat(shown).contains("contract-config").doesNotContain("s3cret-of-config");
    admin()
        .contentType("application/yaml")
        .body(shown.getBytes(StandardCharsets.UTF_8))
        .put(config)
        .then()
        .statusCode(200)
        .body("unchanged", is(3))
        .body("changes", hasSize(0));
    send("PUT", config, document.replace("h.example/\", \"s", "h.example/n\", \"s"))
        .then()
        .statusCode(200)
        .body("changes[0].fields[0].pointer", is("/url"));
    send("PUT", config, document.replace("contract\"", "stranger\"")).then().statusCode(409);
    send("PUT", config, "{\"endpoints\": [{}]}").then().statusCode(422);
    send(
            "PUT",
            config,
            "{\"managedBy\": \"contract\", \"endpoints\": [], \"channels\": [], \"maintenance\": []}")
        .then()
        .statusCode(200)
        .body("deleted", is(3));
    admin().accept("application/json").get(config).then().statusCode(200);
    imports();
  }

  private void imports() {
    admin()
        .contentType("application/yaml")
        .body(
            """
            defaults: &defaults {interval: 60s, enabled: false}
            endpoints:
              - {<<: *defaults, name: web, group: contract, url: "https://h.example/", conditions: ["[STATUS] == 200", "[IP] == 1.2.3.4"]}
              - {name: db, url: "tcp://h.example:1"}
            """
                .getBytes(StandardCharsets.UTF_8))
        .post("/api/v1/import/gatus")
        .then()
        .statusCode(200)
        .body("plan.created", is(1))
        .body("notes", hasSize(3));
    String backup =
        "{\"monitorList\": [{\"name\": \"contract kuma\", \"type\": \"http\", \"url\": \"https://h.example/\", \"active\": false}]}";
    send("POST", "/api/v1/import/uptime-kuma?dryRun", backup).then().statusCode(200);
    send("POST", "/api/v1/import/uptime-kuma", backup).then().body("plan.created", is(1));
    send("POST", "/api/v1/import/uptime-kuma", backup).then().body("plan.unchanged", is(1));
    send("POST", "/api/v1/import/uptime-kuma", "{}").then().statusCode(400);
  }

  private void access() {
    String keys = "/api/v1/keys";
    String body =
        "{\"name\": \"ci\", \"role\": \"editor\", \"labels\": {\"team\": \"x\"}, \"expiresAt\": \"2100-01-01T00:00:00Z\"}";
    Response created = send("POST", keys, body);
    String path = keys + "/" + created.path("id");
    admin().get(path).then().statusCode(200).body("labels.team", is("x"));
    admin().get(keys + "?limit=1").then().statusCode(200);
    send("PATCH", path, "{\"name\": \"other\", \"expiresAt\": null}").then().statusCode(200);
    send("PATCH", path, "{\"role\": \"admin\"}").then().statusCode(422);
    admin().header("If-Match", "\"1\"").delete(path).then().statusCode(412);
    send("POST", keys, "{\"name\": \"x\", \"role\": \"king\"}").then().statusCode(422);
    session(created.path("key"));
    admin().delete(path).then().statusCode(204);
    admin().get(path).then().statusCode(404);
    admin().get("/api/v1/audit?kind=key&limit=1").then().statusCode(200);
    admin().get("/api/v1/audit?kind=planet").then().statusCode(422);
  }

  private void session(String key) {
    String session = "/api/v1/session";
    RequestSpecification nobody = given().filter(contract).contentType("application/json");
    nobody.body("{\"key\": \"pk_wrong\"}").post(session).then().statusCode(401);
    nobody.body("{}").post(session).then().statusCode(422);
    String cookie =
        nobody.body("{\"key\": \"" + key + "\"}").post(session).cookie("probity_session");
    given().filter(contract).cookie("probity_session", cookie).get(session).then().statusCode(200);
    given()
        .filter(contract)
        .cookie("probity_session", cookie)
        .delete(session)
        .then()
        .statusCode(403);
    given()
        .filter(contract)
        .cookie("probity_session", cookie)
        .header("Sec-Fetch-Site", "same-origin")
        .delete(session)
        .then()
        .statusCode(204);
    given().filter(contract).cookie("probity_session", cookie).get(session).then().statusCode(401);
  }

  private void refusals() {
    given().filter(contract).get(ENDPOINTS).then().statusCode(401);
    admin().accept("text/html").get(ENDPOINTS).then().statusCode(406);
    admin().contentType("text/plain").body("x").post(CHANNELS).then().statusCode(415);
    send("POST", CHANNELS, "{").then().statusCode(400);
    admin()
        .header("If-Match", "x")
        .delete(CHANNELS + "/" + UUID.randomUUID())
        .then()
        .statusCode(400);
    admin().delete(ENDPOINTS).then().statusCode(405);
  }

  /** Waits for so many messages of a type and checks all of it there are. */
  private void received(String type, int count) {
    await().untilAsserted(() -> assertThat(bodies(type)).hasSizeGreaterThanOrEqualTo(count));
    bodies(type).forEach(body -> contract.assertValid(contract.webhook(type), body));
  }

  private List<JsonNode> bodies(String type) {
    return receiver.received().stream()
        .filter(each -> each.method().equals("POST"))
        .map(Received::body)
        .map(ContractTest::json)
        .filter(body -> body.path("type").asText().equals(type))
        .toList();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private String create(String body) {
    Response created = send("POST", ENDPOINTS, body);
    assertThat(created.statusCode()).as(created.asString()).isEqualTo(201);
    return ENDPOINTS + "/" + created.path("id");
  }

  private Response send(String method, String path, String body) {
    return admin().contentType("application/json").body(body).request(method, path);
  }

  private RequestSpecification admin() {
    return given()
        .filter(contract)
        .urlEncodingEnabled(false)
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY);
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

  private void store(Endpoint endpoint, int minutesAgo, Attempt attempt, Verdict verdict) {
    Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60L * minutesAgo);
    results.add(
        endpoint, new Check(endpoint.id(), at, Trigger.SCHEDULE, verdict, List.of(attempt), 0));
  }
}
