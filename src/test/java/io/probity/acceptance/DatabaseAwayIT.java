package io.probity.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.probity.testing.ApiClient;
import io.probity.testing.CrashableServer;
import io.probity.testing.PackagedProbity;
import io.probity.testing.VerifyingReceiver;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL of the user's own that goes away in the middle of the work, and comes back. */
class DatabaseAwayIT {
  private static final String KEY = "a-key-of-the-tests-own-0123456789";
  private static final int ENDPOINTS = 20;

  /** Six checks of each endpoint. */
  private static final int OUTAGE_HITS = 6 * ENDPOINTS;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path temp;
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicInteger hits = new AtomicInteger();

  @Test
  void probingGoesOnAndNothingIsLostOrDoubled() throws Exception {
    HttpServer target = target();
    try (CrashableServer database = new CrashableServer();
        VerifyingReceiver receiver = new VerifyingReceiver();
        PackagedProbity probity = start(database)) {
      ApiClient api = new ApiClient(probity.uri("/"), KEY);
      register(api, receiver, target.getAddress().getPort());

      database.stop();
      assertUnavailable(probity);
      status.set(500);
      int before = hits.get();
      await().atMost(PATIENCE).until(() -> hits.get() > before + OUTAGE_HITS);
      assertThat(receiver.since(0, "endpoint.down"))
          .as("nothing is announced that is not stored")
          .isEmpty();

      database.start();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(receiver.since(0, "endpoint.down")).hasSize(ENDPOINTS));
      status.set(200);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(receiver.since(0, "endpoint.up")).hasSize(ENDPOINTS));
      assertThat(probity.isReady()).isTrue();
      assertNoHole(api);
      assertThat(receiver.since(0, "endpoint.down")).hasSize(ENDPOINTS);
      assertThat(receiver.rejected()).isEmpty();
    } finally {
      target.stop(0);
    }
  }

  private PackagedProbity start(CrashableServer database) {
    return PackagedProbity.in(temp)
        .environment("QUARKUS_DATASOURCE_JDBC_URL", database.url())
        .environment("QUARKUS_DATASOURCE_USERNAME", "postgres")
        .environment("QUARKUS_DATASOURCE_PASSWORD", "postgres")
        .environment("PROBITY_SECRET_KEY", Base64.getEncoder().encodeToString(new byte[32]))
        .environment("PROBITY_ADMIN_KEY", KEY)
        .environment("PROBITY_EGRESS_ALLOW", "127.0.0.0/8")
        .start()
        .awaitReady();
  }

  private HttpServer target() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1000);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          hits.incrementAndGet();
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static void register(ApiClient api, VerifyingReceiver receiver, int port) {
    JsonNode channel =
        api.post("/channels", Map.of("name", "receiver", "url", receiver.url().toString()));
    receiver.trust(channel.get("secret").asText());
    for (int i = 0; i < ENDPOINTS; i++) {
      api.put(
          "/endpoints/by-key/e" + i,
          Map.of(
              "url",
              "http://127.0.0.1:" + port + "/" + i,
              "interval",
              "1s",
              // One attempt and no confirming check, so that nothing overlaps the grid.
              "retry",
              Map.of("maxAttempts", 1),
              "thresholds",
              Collections.singletonMap("confirm", null)));
    }
    await()
        .atMost(PATIENCE)
        .until(() -> api.get("/endpoints?state=up&limit=500").get("items").size() == ENDPOINTS);
  }

  private static void assertUnavailable(PackagedProbity probity) {
    await().atMost(PATIENCE).until(() -> !probity.isReady());
    HttpResponse<String> answer = probity.get("/api/v1/endpoints", KEY);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(probity.get("/q/health/live", "").statusCode()).isEqualTo(200);
    assertThat(probity.get("/api/v1/endpoints", "wrong").statusCode()).isEqualTo(401);
  }

  /** Checks on the grid follow each other by exactly an interval, right through the outage. */
  private static void assertNoHole(ApiClient api) {
    for (JsonNode endpoint : api.get("/endpoints?limit=500").get("items")) {
      JsonNode page = api.get("/endpoints/" + endpoint.get("id").asText() + "/checks?limit=500");
      List<Instant> planned = new ArrayList<>();
      for (JsonNode check : page.get("items")) {
        Instant at = Instant.parse(check.get("at").asText());
        if (check.get("trigger").asText().equals("schedule") && at.getNano() % 50_000_000 == 0) {
          planned.add(at);
        }
      }
      assertThat(planned).hasSizeGreaterThan(5);
      for (int i = 1; i < planned.size() - 1; i++) {
        assertThat(Duration.between(planned.get(i), planned.get(i - 1)))
            .as("%s after %s", planned.get(i - 1), planned.get(i))
            .isEqualTo(Duration.ofSeconds(1));
      }
    }
  }
}
