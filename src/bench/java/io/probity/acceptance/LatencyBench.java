package io.probity.acceptance;

import io.probity.db.Db;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How long a verdict takes to reach the receiver while many others are checked. */
final class LatencyBench implements HarmBench.Scenario {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public void run(Options options, Path data, Report report) throws Exception {
    int endpoints = options.number("endpoints", 1000);
    int interval = options.number("interval", 10);
    int turns = options.number("turns", 2000);
    int warmUp = options.number("warm-up", 200);
    int perSecond = options.number("rate", 20);
    options.refuseOthers();
    Random random = new Random(1);
    try (Program program = Program.embedded(data, builder -> {});
        Fleet fleet = new Fleet("127.45", endpoints, endpoints);
        Ledger ledger = new Ledger("127.46.0.1", Duration.ZERO, random)) {
      program.start();
      program.tell(ledger, Map.of());
      program.watch(fleet, Map.of("interval", interval + "s", "retry", Map.of("maxAttempts", 1)));
      Db db = program.database();
      Polling.until(PATIENCE, () -> up(db) == endpoints);
      Usage usage = Usage.of(program, data);
      try (Turns made = new Turns(fleet, () -> db, List.of(Fleet.Manner.STATUS_500), random)) {
        Duration spent = usage.now();
        long began = System.nanoTime();
        for (int allowed = perSecond; made.made() < turns + warmUp; allowed += perSecond) {
          made.allow(Math.min(allowed, turns + warmUp));
          Thread.sleep(1000);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpu = usage.now().minus(spent).toMillis() / 1e3;
        made.mend();
        Polling.until(
            PATIENCE,
            () -> fleet.isHealthy() && up(db) == endpoints && ledger.size() >= made.made());
        List<Double> since =
            ledger.entries().stream().skip(warmUp).map(Ledger.Entry::sinceVerdictMillis).toList();
        report.row("endpoints, interval", "%d, %d s".formatted(endpoints, interval));
        report.row("transitions, after the first " + warmUp, since.size());
        report.row("transitions a second", "%.1f".formatted(made.made() / seconds));
        report.millis("verdict to webhook", since);
        report.row("CPU of program and database", "%.2f cores".formatted(cpu / seconds));
        Map<String, Integer> outages = new HashMap<>();
        for (int i = 0; i < endpoints; i++) {
          outages.put("e" + i, made.broken(i));
        }
        report.faults(Audit.of(db, ledger, outages, program.states()).faults());
      }
    }
  }

  private static long up(Db db) {
    return db.list("SELECT count(*) FROM health WHERE observed = 0", row -> row.getLong(1)).get(0);
  }
}
