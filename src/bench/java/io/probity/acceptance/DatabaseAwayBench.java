package io.probity.acceptance;

import io.probity.db.Db;
import io.probity.testing.CrashableServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The database stands still, or is stopped, in the middle of an outage. A quarter of the targets
 * were down before, a quarter goes down and up again meanwhile, a quarter goes down and stays so.
 */
final class DatabaseAwayBench implements HarmBench.Scenario {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Override
  public void run(Options options, Path data, Report report) throws Exception {
    int quarter = options.number("endpoints", 200) / 4;
    Duration away = options.seconds("away", 120);
    boolean freeze = options.text("how", "stop").equals("freeze");
    options.refuseOthers();
    report.row("how, how long", (freeze ? "frozen" : "stopped") + ", " + away.toSeconds() + " s");
    report.row("endpoints at 1 s", 4 * quarter);
    try (CrashableServer database = new CrashableServer();
        Program program = Program.external(data, database, builder -> {});
        Fleet fleet = new Fleet("127.47", 4 * quarter, 4 * quarter);
        Ledger ledger = new Ledger("127.48.0.1", Duration.ZERO, new Random(1))) {
      program.start();
      program.tell(ledger, Map.of());
      Map<String, Object> plain = Map.of("interval", "1s", "retry", Map.of("maxAttempts", 1));
      program.watch(fleet, plain);
      Db db = program.database();
      Polling.until(PATIENCE, () -> observed(db, 0) == 4 * quarter);
      tell(fleet, 0, quarter, Fleet.Manner.STATUS_500);
      Polling.until(PATIENCE, () -> observed(db, 2) == quarter);
      Polling.until(PATIENCE, () -> ledger.distinct("endpoint.down") == quarter);
      absent(fleet, quarter, away, database, freeze, report, ledger);
      long back = System.nanoTime();
      Polling.until(PATIENCE, program::isReady);
      report.row("ready again after", since(back));
      Polling.until(PATIENCE, () -> ledger.distinct("endpoint.down") == 3 * quarter);
      Polling.until(PATIENCE, () -> ledger.distinct("endpoint.up") == 2 * quarter);
      report.row("all that waited has been received after", since(back));
      fleet.tellAll(Fleet.Manner.HEALTHY);
      Polling.until(PATIENCE, () -> observed(db, 0) == 4 * quarter);
      Polling.until(PATIENCE, () -> ledger.distinct("endpoint.up") == 3 * quarter);
      Map<String, Integer> outages = new HashMap<>();
      IntStream.range(0, 4 * quarter).forEach(i -> outages.put("e" + i, i < 3 * quarter ? 1 : 0));
      Audit audit = Audit.of(db, ledger, outages, program.states());
      report.row("events stored", audit.events());
      report.row("deliveries received again, with the same id", audit.duplicates());
      report.faults(audit.faults());
    }
  }

  private static void absent(
      Fleet fleet,
      int quarter,
      Duration away,
      CrashableServer database,
      boolean freeze,
      Report report,
      Ledger ledger)
      throws Exception {
    int before = ledger.size();
    long third = away.toMillis() / 3;
    Instant gone = Instant.now();
    if (freeze) {
      database.freeze();
    } else {
      database.stop();
    }
    long requests = fleet.requests();
    try {
      tell(fleet, 0, quarter, Fleet.Manner.HEALTHY);
      tell(fleet, quarter, 3 * quarter, Fleet.Manner.STATUS_500);
      Thread.sleep(third);
      tell(fleet, quarter, 2 * quarter, Fleet.Manner.HEALTHY);
      Thread.sleep(away.toMillis() - third);
      double seconds = Duration.between(gone, Instant.now()).toMillis() / 1e3;
      long made = fleet.requests() - requests;
      double due = 4 * quarter * seconds;
      report.row(
          "requests meanwhile, of those due", "%d, %.1f %%".formatted(made, 100 * made / due));
      if (made < 0.95 * due) {
        report.fault("probing did not go on: %d requests of %.0f".formatted(made, due));
      }
      if (ledger.size() > before) {
        report.fault("announced before it was stored: " + (ledger.size() - before));
      }
    } finally {
      if (freeze) {
        database.thaw();
      } else {
        database.start();
      }
    }
    keptResults(database, gone, Instant.now(), 4 * quarter, report);
  }

  /** Checks on the grid, the first and last seconds aside. */
  private static void keptResults(
      CrashableServer database, Instant from, Instant to, int endpoints, Report report) {
    Instant first = from.plusSeconds(3);
    Instant last = to.minusSeconds(3);
    double due = endpoints * Duration.between(first, last).toMillis() / 1e3;
    String sql =
        "SELECT count(DISTINCT (endpoint_id, date_trunc('second', at))) FROM result_hot WHERE at >= ? AND at < ?";
    Polling.until(
        PATIENCE,
        () -> database.db().list(sql, row -> row.getLong(1), first, last).get(0) >= 0.98 * due);
    long kept = database.db().list(sql, row -> row.getLong(1), first, last).get(0);
    report.row(
        "results of that time kept, of those due", "%d, %.1f %%".formatted(kept, 100 * kept / due));
  }

  private static void tell(Fleet fleet, int from, int to, Fleet.Manner manner) {
    IntStream.range(from, to).forEach(each -> fleet.tell(each, manner));
  }

  private static long observed(Db db, int state) {
    return db.list("SELECT count(*) FROM health WHERE observed = ?", row -> row.getLong(1), state)
        .get(0);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
