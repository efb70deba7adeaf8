package io.probity.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.api.Matrix.Answer;
import io.probity.api.Matrix.Row;
import io.probity.db.Db;
import io.probity.db.Ids;
import io.probity.testing.PostgresResource;
import io.probity.testing.TestCa;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes things that carry team=payments, and asks for them. */
final class Subjects {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAMED = Pattern.compile("\\{([a-z]+)(\\.key)?}");
  private static final String LABELS = "{\"team\": \"payments\"}";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Db db;

  /** What is read and never changed, so that one of each is enough. */
  private final Map<String, String> shared = new HashMap<>();

  private final Map<String, String> keys = new HashMap<>();

  Subjects(Db db) {
    this.db = db;
  }

  /**
   * What a row is asked about.
   *
   * @param id of the one that is named, empty: none is
   * @param name what it is
   */
  record Subject(String name, String id) {}

  Subject of(Row row) {
    Matcher named = NAMED.matcher(row.request() + row.body());
    String name = row.isList() ? row.listed() : named.find() ? named.group(1) : "";
    return new Subject(
        name,
        row.request().startsWith("GET ") ? shared.computeIfAbsent(name, this::make) : make(name));
  }

  /** Asks with a key. */
  Answer ask(Row row, Subject subject, String key) {
    String[] request = row.request().split(" ", 2);
    String body = row.body() == null ? null : filled(row.body(), subject, key);
    return send(request[0], "/api/v1" + filled(request[1], subject, key), body, key);
  }

  Answer get(String path, String key) {
    return send("GET", path, null, key);
  }

  private String filled(String text, Subject subject, String key) {
    return text.replace("{tomorrow}", Instant.now().plus(Duration.ofDays(1)).toString())
        .replace("{text}", key)
        .replace("{unique}", UUID.randomUUID().toString())
        .replace("{" + subject.name() + "}", subject.id())
        .replace("{" + subject.name() + ".key}", keys.getOrDefault(subject.id(), ""));
  }

  private String make(String name) {
    return switch (name) {
      case "endpoint" -> endpoint(true);
      case "running" -> endpoint(false);
      case "certified" -> certified();
      case "channel" ->
          create(
              "/channels",
              "{\"url\": \"http://127.0.0.1:1/\", \"match\": {\"labels\": " + LABELS + "}}");
      case "delivery" -> create("/channels/" + make("channel") + "/test", "{}");
      case "incident" -> incident();
      case "window" ->
          create(
              "/maintenance",
              "{\"name\": \"w\", \"match\": {\"labels\": "
                  + LABELS
                  + "}, \"cron\": \"30 2 * * *\", \"duration\": \"1h\"}");
      case "page" ->
          create(
              "/status-pages",
              "{\"slug\": \"s-"
                  + UUID.randomUUID()
                  + "\", \"title\": \"s\", \"match\": {\"labels\": "
                  + LABELS
                  + "}}");
      case "key" ->
          create("/keys", "{\"name\": \"k\", \"role\": \"viewer\", \"labels\": " + LABELS + "}");
      default -> "";
    };
  }

  /** One that is probed, with an interval that leaves it alone after its first check. */
  String running() {
    return endpoint(false);
  }

  private String endpoint(boolean paused) {
    String key = "subject-" + UUID.randomUUID();
    String id =
        create(
            "/endpoints",
            """
            {"url": "http://127.0.0.1:1/", "interval": "1h", "key": "%s", "paused": %s, "labels": %s}
            """
                .formatted(key, paused, LABELS));
    keys.put(id, key);
    return id;
  }

  private String certified() {
    String id = endpoint(true);
    try {
      db.update(
          """
          INSERT INTO certificate (endpoint_id, observed_at, fingerprint, chain, not_after)
          SELECT id, now(), '\\x00', ARRAY[?::bytea], now() FROM endpoint WHERE public_id = ?
          """,
          TestCa.root("r").leaf("one.example.com").chain().get(0).getEncoded(),
          UUID.fromString(id));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
    return id;
  }

  private String incident() {
    UUID id = Ids.uuid7(Instant.now());
    db.update(
        """
        INSERT INTO incident (id, endpoint_id, opened_at, failure)
        SELECT ?, id, now(), '{}' FROM endpoint WHERE public_id = ?
        """,
        id,
        UUID.fromString(endpoint(true)));
    return id.toString();
  }

  private String create(String path, String body) {
    Answer answer = send("POST", "/api/v1" + path, body, PostgresResource.ADMIN_KEY);
    if (answer.status() / 100 != 2) {
      throw new IllegalStateException(path + ": " + answer);
    }
    try {
      return JSON.readTree(answer.body()).path("id").textValue();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(answer.toString(), e);
    }
  }

  private Answer send(String method, String path, String body, String key) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
