package io.probity.product;

import io.probity.db.Db;
import io.probity.testing.ApiClient;
import io.probity.testing.PackagedProbity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** The packaged program with its embedded database over a data directory. */
final class Product implements AutoCloseable {
  static final String KEY = "a-key-of-the-benchmark-0123456789";

  /** What the image starts its JVM with, and no compiler left out. */
  private static final List<String> JVM =
      List.of("-XX:TieredStopAtLevel=4", "@deploy/image/jvm.options");

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BEAT = Duration.ofMillis(10);
  private static final int BATCH = 1000;
  private static final Pattern PORT = Pattern.compile("on 127\\.0\\.0\\.1:(\\d+)");

  private final Path data;
  private final Targets targets;
  private final PackagedProbity process;
  private final long launched = System.nanoTime();

  private Product(Path data, Targets targets, PackagedProbity process) {
    this.data = data;
    this.targets = targets;
    this.process = process;
  }

  /**
   * Starts it and returns at once.
   *
   * @param jvm further arguments of its JVM
   */
  static Product launch(Path data, Targets targets, Path java, List<String> jvm) {
    PackagedProbity.Builder builder =
        PackagedProbity.in(data)
            .java(java)
            .environment("PROBITY_ADMIN_KEY", KEY)
            .environment("PROBITY_EGRESS_ALLOW", "127.0.0.0/8")
            .environment("PROBITY_DNS_SERVERS", targets.dns())
            .environment("PROBITY_TLS_EXTRA_CA", targets.root().toString())
            .environment("PROBITY_LIMITS_REQUESTS_PER_MINUTE", "0");
    JVM.forEach(builder::jvm);
    jvm.forEach(builder::jvm);
    return new Product(data, targets, builder.start());
  }

  /** Waits until it says that it is ready; the time since its launch. */
  Duration awaitReady() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(BEAT)
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("Probity ended: " + process.output());
              }
            })
        .until(process::isReady);
    return Duration.ofNanos(System.nanoTime() - launched);
  }

  /** Registers endpoints, from a number on, or replaces them. */
  void register(Load load, int from, boolean isPaused) {
    for (int first = from; first < load.endpoints(); first += BATCH) {
      List<Map<String, Object>> batch = new ArrayList<>();
      for (int i = first; i < Math.min(load.endpoints(), first + BATCH); i++) {
        batch.add(load.endpoint(i, targets::url, isPaused));
      }
      api().post("/endpoints:batch", Map.of("endpoints", batch));
    }
  }

  ApiClient api() {
    return new ApiClient(process.uri("/"), KEY);
  }

  URI address() {
    return process.uri("/");
  }

  /** The sum over all series of a name. */
  double metric(String name) {
    Matcher line =
        Pattern.compile("(?m)^" + name + "(?:\\{.*})? (\\S+)$")
            .matcher(process.get("/q/metrics", KEY).body());
    double sum = 0;
    while (line.find()) {
      sum += Double.parseDouble(line.group(1));
    }
    return sum;
  }

  /** Its database, by a connection of our own for each statement. */
  Db database() throws IOException {
    Matcher found = PORT.matcher(process.output());
    if (!found.find()) {
      throw new IllegalStateException("no database yet: " + process.output());
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL("jdbc:postgresql://127.0.0.1:" + found.group(1) + "/probity");
    source.setUser("probity");
    source.setPassword(Files.readString(data.resolve("postgres.password")).strip());
    return new Db(source);
  }

  ProcessTree jvm() {
    return ProcessTree.alone(process.pid());
  }

  ProcessTree postgres() throws IOException {
    List<String> lock = Files.readAllLines(data.resolve("postgres/postmaster.pid"));
    return ProcessTree.under(Long.parseLong(lock.get(0).strip()));
  }

  /** Stops it in order, its database too. */
  @Override
  public void close() {
    process.close();
  }
}
