package io.probity.product;

import io.probity.db.Db;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** From the launch of the process to readiness and to the first check. */
final class StartScenario implements Scenario {
  static final String NAME = "start";

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String TRAINING_PORT = "18580";
  private static final String CHECKED =
      "SELECT count(DISTINCT endpoint_id) FROM result_hot WHERE at > ?";

  /** When they were due, or began where that was no turn of the grid. */
  private static final String FIRST_AND_LAST =
      """
      SELECT min(first), max(first) FROM (
        SELECT min(at) AS first FROM result_hot WHERE at > ? GROUP BY endpoint_id) AS of_each""";

  /** When checks began: the first of all, and the first of the endpoint that came last. */
  private record Began(Instant first, Instant last) {}

  @Override
  public void run(Stage stage) throws Exception {
    many(stage);
    Path java17 = Path.of(System.getProperty("java.home"));
    cold(stage, "JDK " + Runtime.version().feature(), java17, stage.settings().jvm(), "≤ 3 s");
    Path java25 = stage.settings().java25();
    if (Files.isDirectory(java25)) {
      cold(stage, "JDK 25", java25, stage.settings().jvm(), "–");
      cold(stage, "JDK 25 with AOT cache", java25, trained(stage, java25), "≤ 1.5 s");
    } else {
      stage
          .report()
          .add(NAME, "JDK 25 with AOT cache", "no JDK 25, name one by java25=", "≤ 1.5 s");
    }
  }

  private static void many(Stage stage) throws Exception {
    Path data = stage.scratch().resolve("data");
    Load load = Load.pooled(stage.settings().endpoints(10_000), Duration.ofSeconds(10));
    try (Product product = stage.launch(data)) {
      product.awaitReady();
      product.register(load, 0, false);
      awaitAll(product, load, Instant.EPOCH);
    }
    Instant launched = Instant.now();
    try (Product product = stage.launch(data)) {
      Duration ready = product.awaitReady();
      awaitAll(product, load, launched);
      Began began = began(product.database(), launched);
      Report report = stage.report();
      String stored = "%,d endpoints stored: ".formatted(load.endpoints());
      report.add(NAME, stored + "launch to readiness", seconds(ready), "–");
      report.add(
          NAME,
          stored + "launch to the first check",
          seconds(Duration.between(launched, began.first())),
          "≤ 5 s");
      report.add(
          NAME,
          stored + "launch to the first check of the last one",
          seconds(Duration.between(launched, began.last())),
          "–");
    }
  }

  private static void awaitAll(Product product, Load load, Instant since) throws IOException {
    Db db = product.database();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                db.first(CHECKED, row -> row.getLong(1), Timestamp.from(since)).orElse(0L)
                    == load.endpoints());
  }

  private static Began began(Db db, Instant launched) {
    return db.first(
            FIRST_AND_LAST,
            row -> new Began(row.getTimestamp(1).toInstant(), row.getTimestamp(2).toInstant()),
            Timestamp.from(launched))
        .orElseThrow();
  }

  /** Starts over a data directory that is there, with few endpoints. */
  private static void cold(Stage stage, String name, Path java, List<String> jvm, String goal)
      throws Exception {
    Path data = stage.scratch().resolve("data");
    List<Double> seconds = new ArrayList<>();
    for (int i = -1; i < stage.settings().starts(); i++) {
      try (Product product = stage.launch(data, java, jvm)) {
        Duration ready = product.awaitReady();
        if (i < 0) {
          product.register(Load.pooled(10, Duration.ofSeconds(10)), 0, false);
        } else {
          seconds.add(ready.toMillis() / 1e3);
        }
      }
    }
    seconds.sort(null);
    stage
        .report()
        .add(
            NAME,
            "existing database, %s: launch to readiness, median [least..most]".formatted(name),
            "%.2f s [%.2f..%.2f]"
                .formatted(
                    seconds.get(seconds.size() / 2),
                    seconds.get(0),
                    seconds.get(seconds.size() - 1)),
            goal);
  }

  /** The arguments of a JVM with a cache that was made as the image makes it. */
  private static List<String> trained(Stage stage, Path java) throws Exception {
    Path cache = stage.scratch().resolve("probity.aot");
    ProcessBuilder training =
        new ProcessBuilder("deploy/image/train.sh", cache.toString(), "target/quarkus-app")
            .redirectErrorStream(true)
            .redirectOutput(stage.scratch().resolve("training.log").toFile());
    training
        .environment()
        .merge("PATH", java.resolve("bin").toString(), (path, first) -> first + ":" + path);
    training.environment().put("QUARKUS_HTTP_PORT", TRAINING_PORT);
    int status = training.start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("train.sh ended with " + status);
    }
    List<String> using = new ArrayList<>(stage.settings().jvm());
    using.add("-XX:AOTCache=" + cache);
    return using;
  }

  private static String seconds(Duration time) {
    return "%.2f s".formatted(time.toMillis() / 1e3);
  }
}
