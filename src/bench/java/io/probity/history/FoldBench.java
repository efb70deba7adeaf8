package io.probity.history;

import io.probity.db.Db;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What stored results cost: to write, to fold, on disk, and to read again. CPU is that of this JVM
 * and of the server. Arguments: endpoints, days, seconds between checks.
 */
final class FoldBench {
  private static final int SPANS_PER_DAY = 4;

  /** So many partitions are written and folded before anything counts. */
  private static final int WARM_UP = 4;

  private static final double BYTES_PER_RESULT = 14;

  private final int endpoints;
  private final int days;
  private final int seconds;
  private final Instant now;
  private final Instant begin = ResultSamples.START;
  private final Db db;
  private final BackendCpu server;
  private final TableSizes sizes;
  private final Partitions partitions;
  private final GoalTable goals = new GoalTable();

  private FoldBench(int endpoints, int days, int seconds) throws SQLException {
    this.endpoints = endpoints;
    this.days = days;
    this.seconds = seconds;
    now = begin.plus(Duration.ofDays(days)).plusSeconds(1_200);
    db = Stored.db(TestPostgres.freshUrl());
    server = new BackendCpu(db);
    sizes = new TableSizes(db);
    partitions = HistoryFixtures.partitions(db);
  }

  public static void main(String[] args) throws SQLException {
    Locale.setDefault(Locale.ROOT);
    new FoldBench(
            args.length > 0 ? Integer.parseInt(args[0]) : 1_000,
            args.length > 1 ? Integer.parseInt(args[1]) : 2,
            args.length > 2 ? Integer.parseInt(args[2]) : 300)
        .run();
  }

  private void run() {
    partitions.ensure(now, begin);
    partitions.ensureFolds(begin, now);
    Stored.endpoints(db, endpoints, begin, now, seconds);
    long each = 86_400L / seconds * days;
    store();
    db.update("VACUUM ANALYZE");
    new ReadBench(db, server, goals, endpoints, new Span(begin, now)).run(each);
    System.out.printf(
        "%,d results: %,d endpoints, %d days, one each %d s%n%n",
        each * endpoints, endpoints, days, seconds);
    System.out.println(goals);
    System.out.println();
    System.out.println(sizes.table(each * endpoints));
    explain();
  }

  /** All but the last partition are folded as soon as they are complete. */
  private void store() {
    Cost writing = new Cost(server);
    Cost folding = new Cost(server);
    int spans = days * SPANS_PER_DAY;
    long perSpan = endpoints * (Stored.WIDTH.toSeconds() / seconds);
    for (int span = 0; span < spans; span++) {
      boolean counts = span >= Math.min(WARM_UP, spans / 2);
      write(span, writing, counts, perSpan);
      if (span < spans - 1) {
        Instant closed = begin.plus(Stored.WIDTH.multipliedBy(span + 1L));
        folding.add(counts, perSpan, () -> fold(closed));
      }
    }
    cost("write", 10, writing);
    cost("fold", 4, folding);
    double bytes = sizes.total("result_block") / (double) ((spans - 1) * perSpan);
    goals.add(
        "folded result on disk",
        "≤ 14 B",
        bytes <= BYTES_PER_RESULT,
        "%.2f B".formatted(bytes),
        "block with index and TOAST; a row of result_hot takes %.1f B"
            .formatted(sizes.total("result_hot") / (double) perSpan));
  }

  /** Keeps no results for the time of the fold: moving them about would count as its work. */
  private void write(int span, Cost writing, boolean counts, long perSpan) {
    List<ResultColumns> results = Stored.results(endpoints, seconds, span);
    writing.add(counts, perSpan, () -> Stored.write(db, results));
  }

  private void cost(String what, int goalMicros, Cost cost) {
    goals.add(
        what,
        "≤ %d µs CPU a result".formatted(goalMicros),
        cost.cpuMicros() <= goalMicros,
        "%.2f µs".formatted(cost.cpuMicros()),
        "%s; %,.0f results/s".formatted(cost.split(), cost.perSecond()));
  }

  private void fold(Instant at) {
    new Fold(
            db,
            partitions,
            new RollupStore(),
            Duration.ZERO,
            new ManualClock(at),
            new Pace(() -> 0, nanos -> {}),
            step -> {})
        .tick(tx -> {});
  }

  /** The plan of what a chart over all of history reads of the blocks. */
  private void explain() {
    System.out.println("A chart's query, blocks of one endpoint, newest first:\n```");
    db.list(
            """
            EXPLAIN (ANALYZE, BUFFERS, COSTS OFF)
            SELECT b.data FROM result_block b
            WHERE b.endpoint_id = 7 AND b.at >= '%1$s' AND b.at < '%2$s' AND b.at = ANY (ARRAY(
              SELECT DISTINCT c.at FROM result_block c
              WHERE c.endpoint_id = 7 AND c.at >= '%1$s' AND c.at < '%2$s' AND c.last_at >= '%1$s'
              ORDER BY c.at DESC LIMIT 64))
            ORDER BY b.at DESC, b.part
            """
                .formatted(begin, now),
            row -> row.getString(1))
        .forEach(System.out::println);
    System.out.println("```");
  }
}
