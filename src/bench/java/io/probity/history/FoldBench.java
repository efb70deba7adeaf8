package io.probity.history;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.db.Reach;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointQuery;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What stored results cost: to write, to fold, on disk, and to read again. CPU is that of this JVM
 * and of the server. Arguments: endpoints, days, seconds between checks.
 */
final class FoldBench {
  private static final OperatingSystemMXBean JVM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final int READS = 200;

  private final int endpoints;
  private final int days;
  private final int seconds;
  private final Instant now;
  private final Instant begin = ResultSamples.START;
  private final Db db;
  private final BackendCpu server;
  private final Partitions partitions;

  private FoldBench(int endpoints, int days, int seconds) throws SQLException {
    this.endpoints = endpoints;
    this.days = days;
    this.seconds = seconds;
    now = begin.plus(Duration.ofDays(days)).plusSeconds(1_200);
    db = Stored.db(TestPostgres.freshUrl());
    server = new BackendCpu(db);
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
    long results = store();
    db.update("VACUUM ANALYZE");
    sizes(results);
    reads();
    explain();
  }

  /** All but the last partition are folded as soon as they are complete. */
  private long store() {
    Cost writing = new Cost();
    Cost folding = new Cost();
    long hot = 0;
    for (int span = 0; span < days * 4; span++) {
      List<ResultColumns> results = Stored.results(endpoints, seconds, span);
      long count = (long) results.size() * results.get(0).size();
      boolean warm = span >= Math.min(4, days * 2);
      writing.add(warm, count, () -> Stored.write(db, results));
      hot = size("result_hot");
      if (span < days * 4 - 1) {
        Instant closed = begin.plus(Stored.WIDTH.multipliedBy(span + 1L));
        folding.add(warm, count, () -> fold(closed));
      }
    }
    long results = endpoints * (86_400L / seconds) * days;
    System.out.printf(
        "%,d results: %,d endpoints, %d days, one each %d s%n", results, endpoints, days, seconds);
    System.out.println("write: " + writing);
    System.out.println("fold: " + folding);
    System.out.printf("rows: %.1f B per result%n", hot / (double) (results / (days * 4)));
    return results;
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

  /** CPU and time of some work, by result. */
  private final class Cost {
    private long results;
    private long client;
    private long backends;
    private long wall;

    void add(boolean counts, long more, Runnable work) {
      long client = JVM.getProcessCpuTime();
      long backends = server.nanos();
      long begun = System.nanoTime();
      work.run();
      if (counts) {
        wall += System.nanoTime() - begun;
        this.client += JVM.getProcessCpuTime() - client;
        this.backends += server.nanos() - backends;
        results += more;
      }
    }

    @Override
    public String toString() {
      return "%.2f us client + %.2f us server = %.2f us CPU per result; %,.0f results/s"
          .formatted(
              client / 1e3 / results,
              backends / 1e3 / results,
              (client + backends) / 1e3 / results,
              results * 1e9 / wall);
    }
  }

  private void sizes(long results) {
    long folded = results - results / (days * 4);
    for (String table : List.of("result_block", "rollup_day", "result_hot", "health_period")) {
      System.out.printf(
          "size of %s: %,d KiB%s%n",
          table,
          size(table) >> 10,
          table.startsWith("r") && !table.endsWith("hot")
              ? ", %.2f B per folded result".formatted(size(table) / (double) folded)
              : "");
    }
  }

  private long size(String table) {
    return db.first(
            """
            SELECT coalesce(sum(pg_total_relation_size(relid)), pg_total_relation_size('%s'))
            FROM pg_partition_tree('%s')
            """
                .formatted(table, table),
            row -> row.getLong(1))
        .orElse(0L);
  }

  private void reads() {
    ManualClock clock = new ManualClock(now);
    CheckStore store = HistoryFixtures.checks(db);
    Checks checks = new Checks(store, new FailureStore(db), partitions, clock);
    Uptime uptime = new Uptime(new UptimeStore(db), store, partitions, clock);
    SeriesStore results = new SeriesStore(db, new UnreadableBlocks(new SimpleMeterRegistry()));
    Series series = new Series(results, new RollupStore(), partitions, clock);
    timed("last 100 checks", READS, i -> checks.page(id(i), CheckFilter.ALL, null, 100));
    timed(
        "100 checks far back",
        READS,
        i -> checks.page(id(i), CheckFilter.ALL, begin.plus(Duration.ofDays(1)), 100));
    timed("uptime, whole window", READS, i -> uptime.between(endpoint(i), begin, now));
    Duration step = Duration.ofMillis(Duration.between(begin, now).toMillis() / 500);
    SeriesWindow fine = SeriesWindow.of(begin, now, step);
    timed("latency, 500 steps", READS, i -> series.latency(endpoint(i), fine, LatencyPhase.TOTAL));
    SeriesWindow hours = SeriesWindow.of(begin, now, Duration.ofHours(1));
    timed(
        "latency, steps of 1 h",
        READS,
        i -> series.latency(endpoint(i), hours, LatencyPhase.TOTAL));
    timed("tls, steps of 1 h", READS, i -> series.latency(endpoint(i), hours, LatencyPhase.TLS));
    Summaries summaries =
        new Summaries(new SummaryStore(db), HistoryFixtures.latestChecks(db, clock), clock);
    SummaryRefresh refresh =
        new SummaryRefresh(new SummaryStore(db), results, new RollupStore(), summaries);
    timed("refresh of all sums", 1, i -> refresh.tick(now));
    timed("summary 1 d of all", 20, i -> summaries.rows(EndpointQuery.ALL, Reach.EVERYTHING, 1));
    timed("summary 30 d of all", 20, i -> summaries.rows(EndpointQuery.ALL, Reach.EVERYTHING, 30));
    long each = 86_400L / seconds * days;
    int exported = (int) Math.max(2, Math.min(endpoints, 600_000 / each));
    Cost export = new Cost();
    for (int i = 1; i <= exported; i++) {
      int endpoint = i;
      export.add(i > exported / 2, each, () -> checks.each(endpoint, CheckFilter.ALL, page -> {}));
    }
    System.out.println("export, without writing text: " + export);
  }

  private interface Read {
    void run(int number);
  }

  private void timed(String what, int times, Read read) {
    for (int i = 0; i < times / 2; i++) {
      read.run(i);
    }
    long[] nanos = new long[times];
    long cpu = server.nanos();
    for (int i = 0; i < times; i++) {
      long begun = System.nanoTime();
      read.run(i);
      nanos[i] = System.nanoTime() - begun;
    }
    cpu = server.nanos() - cpu;
    Arrays.sort(nanos);
    System.out.printf(
        "%s: median %.2f ms, p99 %.2f ms, server CPU %.2f ms%n",
        what, nanos[times / 2] / 1e6, nanos[times * 99 / 100] / 1e6, cpu / 1e6 / times);
  }

  private int id(int number) {
    return 1 + (int) (number * 7_919L % endpoints);
  }

  private Endpoint endpoint(int number) {
    return HistoryFixtures.endpoint(id(number), begin);
  }

  /** The plan of what a chart over all of history reads of the blocks. */
  private void explain() {
    System.out.println("blocks of one endpoint, newest first:");
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
  }
}
