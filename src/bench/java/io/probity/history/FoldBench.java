package io.probity.history;

import io.probity.db.Db;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What stored results cost: to write, to fold, on disk, and to read again. Arguments: endpoints,
 * partitions of 6 hours, seconds between checks.
 */
final class FoldBench {
  private static final Duration WIDTH = Duration.ofHours(6);

  private FoldBench() {}

  public static void main(String[] args) {
    int endpoints = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int spans = args.length > 1 ? Integer.parseInt(args[1]) : 8;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 300;
    int each = (int) (WIDTH.toSeconds() / seconds) * spans;
    long results = (long) each * endpoints;
    Instant now = ResultSamples.START.plus(WIDTH.multipliedBy(spans)).plusSeconds(3_600);
    Db db = TestPostgres.freshDb();
    Partitions partitions = HistoryFixtures.partitions(db);
    partitions.ensure(now, ResultSamples.START);
    System.out.printf("%,d results of %,d endpoints, one each %d s%n", results, endpoints, seconds);
    measured("encode and decode", results, () -> codec(endpoints, each, seconds));
    measured("write", results, () -> fill(db, endpoints, each, seconds));
    System.out.printf("rows: %.1f B per result%n", size(db, "result_hot") / (double) results);
    measured(
        "fold",
        results,
        () ->
            new Fold(
                    db,
                    partitions,
                    new RollupStore(db),
                    Duration.ZERO,
                    new ManualClock(now),
                    new Pace(() -> 0, nanos -> {}),
                    step -> {})
                .tick(tx -> {}));
    db.update("VACUUM ANALYZE result_block");
    System.out.printf(
        "blocks: %.2f B per result, index and TOAST included%n",
        size(db, "result_block") / (double) results);
    System.out.printf(
        "day roll-ups: %.2f B per result%n", size(db, "rollup_day") / (double) results);
    Checks checks =
        new Checks(
            HistoryFixtures.checks(db), new FailureStore(db), partitions, new ManualClock(now));
    long[] nanos = new long[200];
    for (int i = 0; i < nanos.length; i++) {
      long begun = System.nanoTime();
      checks.page(1 + i % endpoints, CheckFilter.ALL, null, 100);
      nanos[i] = System.nanoTime() - begun;
    }
    java.util.Arrays.sort(nanos);
    System.out.printf(
        "newest 100, a new connection each: median %.2f ms, p99 %.2f ms%n",
        nanos[100] / 1e6, nanos[198] / 1e6);
    int exported = Math.min(endpoints, 100);
    measured(
        "read of whole histories",
        (long) each * exported,
        () -> {
          for (int i = 1; i <= exported; i++) {
            checks.each(i, CheckFilter.ALL, page -> {});
          }
        });
  }

  private static void codec(int endpoints, int each, int seconds) {
    BlockCodec codec = new BlockCodec();
    ResultColumns back = new ResultColumns();
    ResultColumns rows =
        ResultSamples.realistic(1, Math.min(each, 72), Duration.ofSeconds(seconds));
    long blocks = (long) endpoints * each / rows.size();
    for (long i = 0; i < blocks; i++) {
      codec.decode(BlockCodec.CODEC, codec.encode(rows), back);
    }
  }

  private static void fill(Db db, int endpoints, int each, int seconds) {
    List<byte[]> tuples = new ArrayList<>();
    for (int endpoint = 1; endpoint <= endpoints; endpoint++) {
      ResultColumns rows = ResultSamples.realistic(endpoint, each, Duration.ofSeconds(seconds));
      for (int row = 0; row < rows.size(); row++) {
        tuples.add(ResultRow.tuple(endpoint, rows, row));
        if (tuples.size() == 10_000 || endpoint == endpoints && row == rows.size() - 1) {
          byte[] stream = CopyTuple.stream(tuples);
          String copy =
              "COPY result_hot (%s) FROM STDIN (FORMAT binary)".formatted(ResultRow.COLUMNS);
          db.run(tx -> tx.copyIn(copy, stream, stream.length));
          tuples.clear();
        }
      }
    }
  }

  private static long size(Db db, String table) {
    return db.first(
            "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('%s')"
                .formatted(table),
            row -> row.getLong(1))
        .orElse(0L);
  }

  private static void measured(String what, long results, Runnable work) {
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long begun = System.nanoTime();
    work.run();
    long wall = System.nanoTime() - begun;
    cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    System.out.printf(
        "%s: %.3f us of client CPU, %.3f us in all per result, %,.0f results/s%n",
        what, cpu / 1e3 / results, wall / 1e3 / results, results * 1e9 / wall);
  }
}
