package io.probity.web;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.probity.testing.ApiClient;
import io.probity.testing.PostgresResource;
import io.probity.testing.TargetServer;
import io.restassured.RestAssured;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The program under test as people come to it with a browser. Not thread-safe. */
final class Site implements AutoCloseable {
  static final String ADMIN = PostgresResource.ADMIN_KEY;
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int WIDTH = 1280;
  private static final int HEIGHT = 900;

  private final Chromium chromium = new Chromium();

  Site() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
  }

  /** Somebody who is not logged in. */
  Visit visit() {
    return new Visit(chromium.open(WIDTH, HEIGHT), url());
  }

  /** The same with a browser that runs no scripts. */
  Visit visitWithoutScripts() {
    return new Visit(chromium.openWithoutScripts(WIDTH, HEIGHT), url());
  }

  /** With a slash at the end. */
  static String url() {
    return "http://localhost:" + RestAssured.port + "/";
  }

  ApiClient api() {
    return new ApiClient(URI.create(url()), ADMIN);
  }

  /** Adds one that is checked every second and is down with the first failure; answers its id. */
  String endpoint(String name, String url, boolean paused) {
    return endpoint(name, url, Map.of("paused", paused));
  }

  /** The same with more, or with other, settings. */
  String endpoint(String name, String url, Map<String, Object> more) {
    Map<String, Object> document =
        new HashMap<>(
            Map.of(
                "name",
                name,
                "url",
                url,
                "interval",
                "1s",
                "thresholds",
                Map.of("down", 1, "up", 1),
                "retry",
                Map.of("maxAttempts", 1)));
    document.putAll(more);
    return api().post("/endpoints", document).path("id").asText();
  }

  void rename(String id, String name) {
    api().put("/endpoints/" + id, Map.of("name", name, "url", "http://127.0.0.1:1/"));
  }

  /** What an endpoint is known to be, such as {@code down}. */
  String state(String id) {
    return api().get("/endpoints/" + id).at("/health/state").asText();
  }

  /** A target that answers every request with the status line it is given. */
  static TargetServer answering(AtomicReference<String> status) {
    return TargetServer.plain(
        with -> {
          while (true) {
            with.request();
            with.respond(status.get(), "Server: target", "");
          }
        });
  }

  @Override
  public void close() {
    chromium.close();
  }
}
