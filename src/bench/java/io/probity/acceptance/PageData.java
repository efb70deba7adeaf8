package io.probity.acceptance;

import io.probity.db.EmbeddedPostgres;
import io.probity.db.ServerAddress;
import io.probity.history.Past;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A data directory with endpoints that were watched for a while, and a status page of some. */
final class PageData {
  /** The slug of the status page. */
  static final String SLUG = "bench";

  /** How the path of an endpoint ends that is down. */
  static final String DOWN = "/down";

  private static final String MARK = "filled";
  private static final int BATCH = 1000;
  private static final int TEAMS = 40;
  private static final int REGIONS = 5;

  private final Path data;
  private final int endpoints;
  private final int days;
  private final int seconds;
  private final int port;

  /**
   * Nothing is made yet.
   *
   * @param port of the targets, which have addresses of their own
   */
  PageData(Path data, int endpoints, int days, int seconds, int port) {
    this.data = data;
    this.endpoints = endpoints;
    this.days = days;
    this.seconds = seconds;
    this.port = port;
  }

  /** The program on it. */
  Program program() {
    return Program.embedded(
        data,
        builder ->
            builder
                .jvm("-XX:TieredStopAtLevel=4")
                .environment("PROBITY_LIMITS_REQUESTS_PER_MINUTE", "0")
                .environment("PROBITY_LIMITS_ANONYMOUS_REQUESTS_PER_MINUTE", "0"));
  }

  /** How much is stored. */
  String size() {
    return "%,d, %d, %d s".formatted(endpoints, days, seconds);
  }

  /** How long ago it was made: what is older than an hour shows a gap at its end. */
  String age(Instant now) throws Exception {
    Instant made = Instant.parse(Files.readString(data.resolve(MARK)).lines().toList().get(1));
    return "%d minutes ago".formatted(Duration.between(made, now).toMinutes());
  }

  /** Makes it, unless it is there already. */
  void make() throws Exception {
    if (Files.exists(data.resolve(MARK))) {
      String there = Files.readString(data.resolve(MARK)).lines().findFirst().orElse("");
      if (!there.equals(mark())) {
        throw new IllegalArgumentException(data + " holds " + there + ", not " + mark());
      }
      return;
    }
    if (Files.exists(data)) {
      throw new IllegalArgumentException(data + " is there, but was not filled to its end");
    }
    try (Program program = program()) {
      program.start();
      register(program);
    }
    Instant now = Instant.now();
    try (EmbeddedPostgres postgres = new EmbeddedPostgres(data)) {
      ServerAddress server = postgres.start();
      String password = URLEncoder.encode(server.password(), StandardCharsets.UTF_8);
      Past.fill(
          server.url() + "?user=" + server.user() + "&password=" + password, days, seconds, now);
    }
    Files.writeString(data.resolve(MARK), mark() + "\n" + now + "\n");
  }

  private String mark() {
    return "endpoints=%d days=%d interval=%d port=%d".formatted(endpoints, days, seconds, port);
  }

  private void register(Program program) {
    for (int from = 1; from <= endpoints; from += BATCH) {
      List<Map<String, Object>> batch = new ArrayList<>();
      for (int i = from; i < Math.min(endpoints + 1, from + BATCH); i++) {
        batch.add(endpoint(i));
      }
      program.api().post("/endpoints:batch", Map.of("endpoints", batch));
    }
    program
        .api()
        .post(
            "/status-pages",
            Map.of(
                "slug",
                SLUG,
                "title",
                "Bench",
                "match",
                Map.of("labels", Map.of("team", "t1")),
                "groupBy",
                "region",
                "public",
                true));
  }

  private Map<String, Object> endpoint(int number) {
    return Map.of(
        "key",
        "e" + number,
        "name",
        "service-" + number,
        "url",
        "http://127.50.%d.%d:%d/v1/health%s"
            .formatted(number / 250, number % 250 + 1, port, Past.isDown(number) ? DOWN : ""),
        "interval",
        seconds + "s",
        "labels",
        Map.of("team", "t" + number % TEAMS, "region", "r" + number / TEAMS % REGIONS),
        "public",
        true);
  }
}
