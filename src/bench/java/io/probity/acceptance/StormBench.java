package io.probity.acceptance;

import io.probity.db.Db;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Everything fails at once, and recovers at once. */
final class StormBench implements HarmBench.Scenario {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  @Override
  public void run(Options options, Path data, Report report) throws Exception {
    int endpoints = options.number("endpoints", 10_000);
    int interval = options.number("interval", 30);
    String grouping = options.text("grouping", "");
    Fleet.Manner fault = Fleet.Manner.valueOf(options.text("fault", "STATUS_500"));
    int listeners = options.number("listeners", 500);
    String heap = options.text("heap", "512m");
    options.refuseOthers();
    try (Program program = Program.embedded(data, builder -> builder.jvm("-Xmx" + heap));
        Fleet fleet = new Fleet("127.43", endpoints, listeners);
        Ledger ledger = new Ledger("127.44.0.1", Duration.ZERO, new Random(1))) {
      program.start();
      program.tell(ledger, grouping.isEmpty() ? Map.of() : Map.of("grouping", grouping));
      program.watch(fleet, Map.of("interval", interval + "s"));
      Db db = program.database();
      Polling.until(PATIENCE, () -> observed(db, 0) == endpoints);
      report.row(
          "endpoints, interval, fault", "%d, %d s, %s".formatted(endpoints, interval, fault));
      report.row("grouping", grouping.isEmpty() ? "off" : grouping);
      report.row("listeners, heap", listeners + ", " + heap);
      Usage usage = Usage.of(program, data);
      phase("calm", program, usage, report, () -> Thread.sleep(interval * 1000L));
      phase(
          "failing",
          program,
          usage,
          report,
          () -> {
            fleet.tellAll(fault);
            turn("down", db, 2, endpoints, report);
          });
      phase(
          "recovering",
          program,
          usage,
          report,
          () -> {
            fleet.tellAll(Fleet.Manner.HEALTHY);
            turn("up", db, 0, endpoints, report);
          });
      deliveries(ledger, report);
      report.faults(
          grouping.isEmpty()
              ? Audit.of(db, ledger, once(endpoints), program.states()).faults()
              : GroupAudit.of(db, ledger));
    }
  }

  private interface Phase {
    void run() throws Exception;
  }

  /** Probing lag and CPU time meanwhile. */
  private static void phase(String name, Program program, Usage usage, Report report, Phase phase)
      throws Exception {
    Buckets before = Buckets.of(program.metrics(), "probity_check_lag_seconds");
    Duration spent = usage.now();
    long began = System.nanoTime();
    phase.run();
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = usage.now().minus(spent).toMillis() / 1e3;
    Buckets lag = Buckets.of(program.metrics(), "probity_check_lag_seconds").since(before);
    report.row(
        name + ": checks, lag p50, p99",
        "%.0f in %.1f s, %s, %s".formatted(lag.count(), seconds, lag.below(0.5), lag.below(0.99)));
    report.row(
        name + ": CPU of program and database", "%.1f s, %.2f cores".formatted(cpu, cpu / seconds));
  }

  private static void turn(String name, Db db, int state, int endpoints, Report report) {
    long began = System.nanoTime();
    Polling.until(PATIENCE, () -> observed(db, state) == endpoints);
    report.row("all " + name, Duration.ofNanos(System.nanoTime() - began));
    Polling.until(PATIENCE, () -> count(db, "SELECT count(*) FROM delivery WHERE state = 0") == 0);
    report.row("all of " + name + " delivered", Duration.ofNanos(System.nanoTime() - began));
  }

  private static void deliveries(Ledger ledger, Report report) {
    List<Ledger.Entry> entries = ledger.entries();
    Map<String, Integer> types = new HashMap<>();
    entries.forEach(each -> types.merge(each.type(), 1, Integer::sum));
    report.row("received", types);
    report.millis(
        "verdict to webhook",
        entries.stream()
            .filter(each -> each.body().at("/data/check").isObject())
            .map(Ledger.Entry::sinceVerdictMillis)
            .toList());
    double busiest =
        entries.stream()
            .map(Ledger.Entry::at)
            .map(Instant::getEpochSecond)
            .collect(Collectors.groupingBy(second -> second, Collectors.counting()))
            .values()
            .stream()
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    report.row("deliveries in the busiest second", "%.0f".formatted(busiest));
  }

  private static Map<String, Integer> once(int endpoints) {
    Map<String, Integer> outages = new HashMap<>();
    for (int i = 0; i < endpoints; i++) {
      outages.put("e" + i, 1);
    }
    return outages;
  }

  private static long observed(Db db, int state) {
    return count(db, "SELECT count(*) FROM health WHERE observed = " + state);
  }

  private static long count(Db db, String sql) {
    return db.list(sql, row -> row.getLong(1)).get(0);
  }
}
