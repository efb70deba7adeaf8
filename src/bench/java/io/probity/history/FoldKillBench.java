package io.probity.history;

import io.probity.db.Db;
import io.probity.db.DbException;
import io.probity.probe.Verdict;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Kills a JVM in the middle of folding, again and again, and compares all of history after each
 * kill with what it was before. Arguments: kills, endpoints, and {@code server} to kill the process
 * of PostgreSQL that works for the fold in place of the JVM: then the whole server recovers from a
 * crash.
 */
final class FoldKillBench {
  private static final int SPANS = 8;
  private static final int SECONDS = 300;
  private static final int LONGEST_MILLIS = 4_000;
  private static final int MOST_ATTEMPTS = 300;
  private static final int PAUSE_MILLIS = 100;
  private static final Instant NOW =
      ResultSamples.START.plus(Stored.WIDTH.multipliedBy(SPANS)).plusSeconds(3_600);

  private FoldKillBench() {}

  public static void main(String[] args) throws SQLException, IOException, InterruptedException {
    if (args.length == 2 && args[0].equals("fold")) {
      fold(Stored.db(args[1]));
      return;
    }
    kill(
        args.length > 0 ? Integer.parseInt(args[0]) : 10,
        args.length > 1 ? Integer.parseInt(args[1]) : 500,
        args.length > 2 && args[2].equals("server"));
  }

  private static void kill(int kills, int endpoints, boolean server)
      throws SQLException, IOException, InterruptedException {
    String url = TestPostgres.freshUrl();
    Db db = Stored.db(url);
    Partitions partitions = HistoryFixtures.partitions(db);
    partitions.ensure(NOW, ResultSamples.START);
    for (int span = 0; span < SPANS; span++) {
      List<ResultColumns> results = Stored.results(endpoints, SECONDS, span);
      results.forEach(FoldKillBench::round);
      Stored.write(db, results);
    }
    // What is asynchronously committed may be lost in a crash; that is not what is looked for.
    db.update("CHECKPOINT");
    Map<Integer, String> before = history(db, endpoints);
    Random random = new Random(7);
    int killed = 0;
    for (int i = 0; i < kills && db.tx(FoldMarkStore::read).upto().isBefore(closed()); i++) {
      Process child = child(url);
      awaitLock(db, child);
      if (!child.waitFor(random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS)) {
        if (server) {
          killServer(db);
        } else {
          child.destroyForcibly();
        }
        killed++;
      }
      child.waitFor();
      db = recovered(url);
      compare(i + 1, db, before, endpoints);
    }
    fold(db);
    compare(kills + 1, db, before, endpoints);
    System.out.printf(
        "killed %d times, %,d results, rolled up %,d, late %d, mark %s%n",
        killed,
        before.values().stream().mapToLong(each -> Long.parseLong(each.split(" ")[0])).sum(),
        rolledUp(db, endpoints),
        HistoryFixtures.count(db, "result_late"),
        db.tx(FoldMarkStore::read));
  }

  /** Kills the process that has been at the fold's transaction for longest. */
  private static void killServer(Db db) {
    db.first(
            """
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state IS NOT NULL
            ORDER BY xact_start NULLS LAST LIMIT 1
            """,
            row -> row.getLong(1))
        .flatMap(ProcessHandle::of)
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Connections to a server that may have to recover first. */
  private static Db recovered(String url) throws SQLException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Db db = Stored.db(url);
      try {
        db.first("SELECT 1", row -> row.getInt(1));
        return db;
      } catch (DbException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static Instant closed() {
    return ResultSamples.START.plus(Stored.WIDTH.multipliedBy(SPANS));
  }

  /** Until the child has a partition locked, or has ended. */
  private static void awaitLock(Db db, Process child) throws InterruptedException {
    while (child.isAlive()
        && db.first(
                    "SELECT count(*) FROM pg_locks WHERE mode = 'ShareLock' AND granted",
                    row -> row.getInt(1))
                .orElse(0)
            == 0) {
      child.waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  private static Process child(String url) throws IOException {
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-cp",
            System.getProperty("java.class.path"),
            FoldKillBench.class.getName(),
            "fold",
            url)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void fold(Db db) {
    new Fold(
            db,
            HistoryFixtures.partitions(db),
            new RollupStore(),
            Duration.ZERO,
            new ManualClock(NOW),
            new Pace(() -> 0, nanos -> {}),
            step -> {})
        .tick(tx -> {});
  }

  /** To what blocks give back, so that rows and blocks compare. */
  private static void round(ResultColumns rows) {
    BlockCodec codec = new BlockCodec();
    codec.decode(BlockCodec.CODEC, codec.encode(rows), rows);
  }

  /** How many results each endpoint has, and a hash of all that is known of them. */
  private static Map<Integer, String> history(Db db, int endpoints) {
    Checks checks =
        new Checks(
            HistoryFixtures.checks(db),
            new FailureStore(db),
            HistoryFixtures.partitions(db),
            new ManualClock(NOW));
    Map<Integer, String> history = new TreeMap<>();
    for (int endpoint = 1; endpoint <= endpoints; endpoint++) {
      long[] sum = new long[2];
      checks.each(
          endpoint,
          CheckFilter.ALL,
          page ->
              page.checks()
                  .forEach(
                      check -> {
                        sum[0]++;
                        sum[1] = sum[1] * 31 + check.toString().hashCode();
                      }));
      history.put(endpoint, sum[0] + " " + sum[1]);
    }
    return history;
  }

  private static void compare(int run, Db db, Map<Integer, String> before, int endpoints) {
    Map<Integer, String> after = history(db, endpoints);
    long different =
        before.entrySet().stream()
            .filter(each -> !each.getValue().equals(after.get(each.getKey())))
            .count();
    System.out.printf(
        "run %d: mark %s, %d of %d histories differ%n",
        run, db.tx(FoldMarkStore::read), different, endpoints);
    if (different > 0) {
      throw new IllegalStateException("history is not what it was");
    }
  }

  private static long rolledUp(Db db, int endpoints) {
    long sum = 0;
    for (int endpoint = 1; endpoint <= endpoints; endpoint++) {
      int id = endpoint;
      sum +=
          db.tx(tx -> new RollupStore().days(tx, id, ResultSamples.START, NOW)).stream()
              .mapToLong(day -> checks(day.roll().sum()))
              .sum();
    }
    return sum;
  }

  private static long checks(HourRoll sum) {
    long checks = 0;
    for (Verdict verdict : Verdict.values()) {
      checks += sum.checks(verdict);
    }
    return checks;
  }
}
