package io.probity.check;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A maintenance window from the API to the webhook, with a real target and a database. The interval
 * is long, so that what follows a window soon was brought forward.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MaintenanceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String WINDOWS = "/api/v1/maintenance";

  private final RecordingWebhook webhook = RecordingWebhook.start();
  private final int nobody = TargetServer.closedPort();
  private String channel = "";
  private String endpoint = "";
  private String window = "";

  @BeforeEach
  void listen() {
    channel =
        "/api/v1/channels/"
            + post("/api/v1/channels", "{\"url\": \"" + webhook.url() + "\"}").get("id").asText();
  }

  @AfterEach
  void tidyUp() {
    admin().delete(endpoint);
    admin().delete(channel);
    admin().delete(window);
    webhook.close();
  }

  private static RequestSpecification admin() {
    return given().header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY);
  }

  private static JsonNode post(String path, String body) {
    return tree(admin().contentType("application/json").body(body).post(path).asString());
  }

  private static JsonNode get(String path) {
    return tree(admin().get(path).asString());
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(body, e);
    }
  }

  private List<JsonNode> told() {
    return webhook.received().stream()
        .map(each -> tree(each.body()))
        .filter(each -> endpoint.endsWith(each.at("/data/endpoint/id").asText()))
        .toList();
  }

  private String state() {
    return get(endpoint).at("/health/state").asText();
  }

  private void create(String labels) {
    endpoint =
        "/api/v1/endpoints/"
            + post(
                    "/api/v1/endpoints",
                    "{\"url\": \"http://127.0.0.1:%d/\", \"interval\": \"5m\", \"thresholds\": {\"down\": 1}, \"labels\": {%s}}"
                        .formatted(nobody, labels))
                .path("id")
                .asText();
  }

  private void open(Instant from, Instant to, String label) {
    window =
        WINDOWS
            + "/"
            + post(
                    WINDOWS,
                    "{\"name\": \"move\", \"match\": {\"labels\": {%s}}, \"from\": \"%s\", \"to\": \"%s\"}"
                        .formatted(label, from, to))
                .path("id")
                .asText();
  }

  @Test
  void anOutageIsHeldBackUntilTheWindowEndsAndItsTimeIsMaintenance() {
    String label = "\"move\": \"outlasted\"";
    Instant end = Instant.now().plusSeconds(8);
    open(Instant.now().minusSeconds(60), end, label);
    create(label);
    await()
        .atMost(PATIENCE)
        .until(() -> get(endpoint).at("/health/observed").asText().equals("down"));
    assertThat(state()).isEqualTo("maintenance");
    assertThat(get("/api/v1/endpoints?state=maintenance&label=move:outlasted").path("items"))
        .hasSize(1);
    assertThat(get(endpoint).at("/health/incidentId").isNull()).isTrue();

    await().atMost(PATIENCE).until(() -> !told().isEmpty());

    JsonNode down = told().get(0);
    assertThat(down.path("type").asText()).isEqualTo("endpoint.down");
    assertThat(Instant.parse(down.path("timestamp").asText())).isAfterOrEqualTo(end);
    assertThat(Instant.parse(down.path("timestamp").asText())).isBefore(end.plusSeconds(5));
    assertThat(Instant.parse(down.at("/data/since").asText())).isBefore(end);
    assertThat(state()).isEqualTo("down");
    JsonNode uptime = get(endpoint + "/uptime");
    assertThat(uptime.path("maintenanceSeconds").asDouble()).isBetween(4.0, 9.0);
    assertThat(uptime.path("incidents").asInt()).isEqualTo(1);
    assertThat(told()).hasSize(1);
  }

  @Test
  void deletingAWindowEndsItAtOnce() {
    String label = "\"move\": \"cancelled\"";
    open(Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600), label);
    create(label);
    await().atMost(PATIENCE).until(() -> state().equals("maintenance"));
    await()
        .atMost(PATIENCE)
        .until(() -> get(endpoint).at("/health/observed").asText().equals("down"));
    assertThat(told()).isEmpty();
    admin().delete(window).then().statusCode(204);
    await().atMost(PATIENCE).until(() -> told().size() == 1);
    assertThat(state()).isEqualTo("down");
  }
}
