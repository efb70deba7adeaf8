package io.probity.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.db.Db;
import io.probity.testing.ApiClient;
import io.probity.testing.CrashableServer;
import io.probity.testing.PackagedProbity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The packaged program over one data directory, started and killed any number of times, and the
 * database it leaves its traces in.
 */
final class Program implements AutoCloseable {
  private static final String KEY = "a-key-of-the-harness-0123456789";
  private static final Pattern PORT = Pattern.compile("on 127\\.0\\.0\\.1:(\\d+)");
  private static final int PAGE = 500;

  private final Path data;
  private final Consumer<PackagedProbity.Builder> settings;
  private final String externalUrl;
  private final int port = PackagedProbity.freePort();
  private volatile PackagedProbity running;

  private Program(Path data, String externalUrl, Consumer<PackagedProbity.Builder> settings) {
    this.data = data;
    this.externalUrl = externalUrl;
    this.settings = settings;
  }

  /** On the database that it brings along, which a kill leaves running. */
  static Program embedded(Path data, Consumer<PackagedProbity.Builder> settings) {
    return new Program(data, "", settings);
  }

  /** On somebody else's database. */
  static Program external(
      Path data, CrashableServer database, Consumer<PackagedProbity.Builder> settings) {
    return new Program(data, database.url(), settings);
  }

  /** Starts it and returns at once. */
  void launch() {
    PackagedProbity.Builder builder =
        PackagedProbity.in(data)
            .port(port)
            .environment("PROBITY_ADMIN_KEY", KEY)
            .environment("PROBITY_EGRESS_ALLOW", "127.0.0.0/8");
    if (!externalUrl.isEmpty()) {
      builder
          .environment("QUARKUS_DATASOURCE_JDBC_URL", externalUrl)
          .environment("QUARKUS_DATASOURCE_USERNAME", "postgres")
          .environment("QUARKUS_DATASOURCE_PASSWORD", "postgres")
          .environment("PROBITY_SECRET_KEY", Base64.getEncoder().encodeToString(new byte[32]));
    }
    settings.accept(builder);
    running = builder.start();
  }

  /** Starts it and waits until it says it is ready. */
  Program start() {
    launch();
    awaitReady();
    return this;
  }

  void awaitReady() {
    running.awaitReady();
  }

  boolean isReady() {
    return running.isReady();
  }

  /** {@code kill -9}. */
  void kill() {
    running.kill();
  }

  long pid() {
    return running.pid();
  }

  /** What this run has printed so far. */
  String output() {
    return running.output();
  }

  /** Where it listens. */
  URI address() {
    return running.uri("/");
  }

  /** The key of an admin. */
  String key() {
    return KEY;
  }

  ApiClient api() {
    return new ApiClient(running.uri("/"), KEY);
  }

  /** The text of {@code /q/metrics}. */
  String metrics() {
    return running.get("/q/metrics", KEY).body();
  }

  /** Its database, with connections of our own; of no use once an embedded one has moved. */
  Db database() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setConnectTimeout(2);
    source.setSocketTimeout(20);
    if (externalUrl.isEmpty()) {
      Matcher found = PORT.matcher(output());
      if (!found.find()) {
        throw new IllegalStateException("no database yet: " + output());
      }
      source.setURL("jdbc:postgresql://127.0.0.1:" + found.group(1) + "/probity");
      source.setUser("probity");
      source.setPassword(read(data.resolve("postgres.password")));
    } else {
      source.setURL(externalUrl);
      source.setUser("postgres");
    }
    return new Db(source);
  }

  /** Makes the ledger a channel of all default events; returns its id. */
  String tell(Ledger ledger, Map<String, Object> more) {
    Map<String, Object> channel = new HashMap<>(Map.of("name", "ledger", "url", ledger.url()));
    channel.putAll(more);
    JsonNode created = api().post("/channels", channel);
    ledger.trust(created.get("secret").asText());
    return created.get("id").asText();
  }

  /** Whether no delivery of a channel waits. */
  boolean hasTold(String channel) {
    return api()
        .get("/channels/" + channel + "/deliveries?state=pending&limit=1")
        .get("items")
        .isEmpty();
  }

  /** Registers every target under the key {@code e<number>}. */
  void watch(Fleet fleet, Map<String, Object> more) {
    watch(fleet, fleet::url, more);
  }

  /** Registers every target under the key {@code e<number>} with a URL of the caller's making. */
  void watch(Fleet fleet, IntFunction<String> url, Map<String, Object> more) {
    watch(fleet.size(), url, more);
  }

  /** Registers so many endpoints under the keys {@code e<number>}. */
  void watch(int endpoints, IntFunction<String> url, Map<String, Object> more) {
    for (int from = 0; from < endpoints; from += 1000) {
      List<Map<String, Object>> batch = new ArrayList<>();
      for (int i = from; i < Math.min(endpoints, from + 1000); i++) {
        Map<String, Object> endpoint = new HashMap<>(Map.of("key", "e" + i, "url", url.apply(i)));
        endpoint.putAll(more);
        batch.add(endpoint);
      }
      api().post("/endpoints:batch", Map.of("endpoints", batch));
    }
  }

  /** Key to observed state, as the API tells it. */
  Map<String, String> states() {
    Map<String, String> states = new HashMap<>();
    String cursor = "";
    while (cursor != null) {
      JsonNode page = api().get("/endpoints?limit=" + PAGE + cursor);
      for (JsonNode each : page.get("items")) {
        states.put(each.get("key").asText(), each.at("/health/observed").asText());
      }
      cursor = page.get("next").isTextual() ? "&cursor=" + page.get("next").asText() : null;
    }
    return states;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (running != null) {
      running.close();
    }
  }
}
