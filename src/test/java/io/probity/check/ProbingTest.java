package io.probity.check;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.testing.PostgresResource;
import io.probity.testing.RecordingWebhook;
import io.probity.testing.TargetServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole path from a registered endpoint to a webhook, with real targets and a database. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ProbingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String OFTEN = "\"interval\": \"1s\", \"thresholds\": {\"down\": 2}";

  private static final Duration A_TURN = Duration.ofSeconds(1);

  /** Above the second promised, for the answer on its way and a busy machine. */
  private static final Duration A_SECOND = Duration.ofMillis(1_500);

  private final RecordingWebhook webhook = RecordingWebhook.start();
  private final TargetServer target = TargetServer.plain(with -> with.serveOk("fine"));
  private final TargetServer silent =
      TargetServer.plain(
          with -> {
            with.request();
            with.silence();
          });
  private final int nobody = TargetServer.closedPort();
  private final List<String> created = new ArrayList<>();
  private String channel = "";

  @BeforeEach
  void listen() {
    channel =
        tree(json("{\"name\": \"receiver\", \"url\": \"" + webhook.url() + "\"}")
                .post("/api/v1/channels")
                .asString())
            .get("id")
            .asText();
  }

  @AfterEach
  void tidyUp() {
    created.forEach(id -> admin().delete(path(id)));
    admin().delete("/api/v1/channels/" + channel);
    webhook.close();
    target.close();
    silent.close();
  }

  private static RequestSpecification admin() {
    return given().header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY);
  }

  private static RequestSpecification json(String body) {
    return admin().contentType("application/json").body(body);
  }

  private static String path(String id) {
    return "/api/v1/endpoints/" + id;
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(body, e);
    }
  }

  private String create(String url, String more) {
    String body = "{\"url\": \"" + url + "\", " + more + "}";
    String id = tree(json(body).post("/api/v1/endpoints").asString()).path("id").asText();
    assertThat(id).isNotEmpty();
    created.add(id);
    return id;
  }

  private static void patch(String id, String body) {
    json(body).patch(path(id)).then().statusCode(200);
  }

  private static JsonNode checks(String id) {
    return tree(admin().get(path(id) + "/checks?limit=500").asString()).get("items");
  }

  private static String state(String id) {
    return tree(admin().get(path(id)).asString()).at("/health/state").asText();
  }

  /** What was announced of one endpoint; others of the same program have their own incidents. */
  private List<JsonNode> told(String id, String type) {
    return webhook.received().stream()
        .map(each -> tree(each.body()))
        .filter(each -> each.path("type").asText().equals(type))
        .filter(each -> each.at("/data/endpoint/id").asText().equals(id))
        .toList();
  }

  private JsonNode awaitTold(String id, String type, int number) {
    await().atMost(PATIENCE).until(() -> told(id, type).size() >= number);
    return told(id, type).get(number - 1).get("data");
  }

  @Test
  void aNewEndpointIsCheckedWithinASecond() {
    create(target.url("127.0.0.1", "/first"), "\"interval\": \"1h\"");
    await().atMost(A_SECOND).until(() -> target.requests().size() == 1);
  }

  @Test
  void anEditTakesEffectWithinASecondEvenWhileACheckHangs() {
    String id =
        create(
            silent.url("127.0.0.1", "/before"),
            "\"interval\": \"1h\", \"timeouts\": {\"response\": \"10s\", \"total\": \"12s\"}");
    await().atMost(PATIENCE).until(() -> silent.requests().size() == 1);
    patch(id, "{\"url\": \"" + target.url("127.0.0.1", "/after") + "\"}");
    await().atMost(A_SECOND).until(() -> target.requests().size() == 1);
    assertThat(target.requests().get(0).target()).isEqualTo("/after");
    await().atMost(PATIENCE).until(() -> state(id).equals("up"));
  }

  @Test
  void aTargetThatHangsHoldsUpNobodyAndMissesNoTurnOfItsOwn() {
    String hanging = create(silent.url("127.0.0.1", "/"), OFTEN);
    String other = create(target.url("127.0.0.1", "/"), OFTEN);
    await().atMost(PATIENCE).until(() -> scheduled(hanging).size() >= 5);
    await().atMost(PATIENCE).until(() -> checks(other).size() >= 5);
    for (JsonNode check : checks(other)) {
      assertThat(check.get("verdict").asText()).isEqualTo("up");
    }
    assertThat(gaps(scheduled(other))).containsOnly(A_TURN);
    // A check that a busy machine starts late may still end too late for the next.
    List<Duration> gaps = gaps(scheduled(hanging));
    assertThat(gaps.stream().filter(A_TURN::equals).count()).isGreaterThan(gaps.size() / 2);
  }

  /** When the checks on the grid were planned, oldest first; the very first is off it. */
  private static List<Instant> scheduled(String id) {
    List<Instant> at = new ArrayList<>();
    for (JsonNode check : checks(id)) {
      if (check.get("trigger").asText().equals("schedule")) {
        at.add(0, Instant.parse(check.get("at").asText()));
      }
    }
    return at.isEmpty() ? at : at.subList(1, at.size());
  }

  private static List<Duration> gaps(List<Instant> at) {
    List<Duration> gaps = new ArrayList<>();
    for (int i = 1; i < at.size(); i++) {
      gaps.add(Duration.between(at.get(i - 1), at.get(i)));
    }
    return gaps;
  }

  @Test
  void aPauseEndsAnIncidentAndResumingFindsANewOne() {
    String id = create("http://127.0.0.1:" + nobody + "/", OFTEN);
    String first = awaitTold(id, "endpoint.down", 1).get("incidentId").asText();
    patch(id, "{\"paused\": true}");
    JsonNode up = awaitTold(id, "endpoint.up", 1);
    assertThat(up.get("reason").asText()).isEqualTo("paused");
    assertThat(up.get("incidentId").asText()).isEqualTo(first);
    assertThat(state(id)).isEqualTo("paused");
    patch(id, "{\"paused\": false}");
    String second = awaitTold(id, "endpoint.down", 2).get("incidentId").asText();
    assertThat(second).isNotEqualTo(first);
    assertThat(told(id, "endpoint.up")).hasSize(1);
    assertThat(state(id)).isEqualTo("down");
  }

  @Test
  void aDeletionEndsAnIncident() {
    String id = create("http://127.0.0.1:" + nobody + "/", OFTEN);
    String incident = awaitTold(id, "endpoint.down", 1).get("incidentId").asText();
    admin().delete(path(id)).then().statusCode(204);
    JsonNode up = awaitTold(id, "endpoint.up", 1);
    assertThat(up.get("reason").asText()).isEqualTo("deleted");
    assertThat(up.get("incidentId").asText()).isEqualTo(incident);
  }

  @Test
  void retriesAreMadeInTheRunningProgram() {
    TargetServer failing =
        TargetServer.plain(
            with -> {
              with.request();
              with.reset();
            });
    try (failing) {
      String id =
          create(
              failing.url("127.0.0.1", "/"),
              "\"interval\": \"1h\", \"retry\": {\"maxAttempts\": 3, \"initialDelay\": \"50ms\"}");
      await().atMost(PATIENCE).until(() -> checks(id).size() == 1);
      assertThat(checks(id).get(0).get("attempts").asInt()).isGreaterThanOrEqualTo(2);
    }
  }
}
