package io.probity.history;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.api.CsvBench;
import io.probity.db.Db;
import io.probity.db.Reach;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointQuery;
import io.probity.testing.ManualClock;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** How soon stored results are read, and at what cost. */
final class ReadBench {
  private static final int READS = 200;
  private static final int SUMMARIES = 20;
  private static final long EXPORTED = 1_000_000;
  private static final double ROWS_PER_SECOND = 200_000;

  private final BackendCpu server;
  private final GoalTable goals;
  private final int endpoints;
  private final Span span;
  private final Checks checks;
  private final Uptime uptime;
  private final Series series;
  private final Summaries summaries;
  private final SummaryRefresh refresh;

  /** A bench over results of {@code span}. */
  ReadBench(Db db, BackendCpu server, GoalTable goals, int endpoints, Span span) {
    this.server = server;
    this.goals = goals;
    this.endpoints = endpoints;
    this.span = span;
    ManualClock clock = new ManualClock(span.until());
    Partitions partitions = HistoryFixtures.partitions(db);
    CheckStore store = HistoryFixtures.checks(db);
    checks = new Checks(store, new FailureStore(db), partitions, clock);
    uptime = new Uptime(new UptimeStore(db), store, partitions, clock);
    SeriesStore results = new SeriesStore(db, new UnreadableBlocks(new SimpleMeterRegistry()));
    series = new Series(results, new RollupStore(), partitions, clock);
    summaries = new Summaries(new SummaryStore(db), HistoryFixtures.latestChecks(db, clock), clock);
    refresh = new SummaryRefresh(new SummaryStore(db), results, new RollupStore(), summaries);
  }

  /** Measures them all. */
  void run(long resultsOfEach) {
    single();
    charts();
    timed("all sums anew", 0, 1, i -> refresh.tick(span.until()));
    timed("uptime and p95 of all, 24 h", 300, SUMMARIES, i -> summary(1));
    timed("uptime and p95 of all, 30 d, from sums", 300, SUMMARIES, i -> summary(30));
    export(resultsOfEach);
  }

  private void single() {
    timed("last 100 checks", 5, READS, i -> checks.page(id(i), CheckFilter.ALL, null, 100));
    Instant middle = span.from().plus(Duration.between(span.from(), span.until()).dividedBy(2));
    timed("100 checks far back", 0, READS, i -> checks.page(id(i), CheckFilter.ALL, middle, 100));
    timed(
        "uptime, all days", 5, READS, i -> uptime.between(endpoint(i), span.from(), span.until()));
  }

  private void charts() {
    Duration step = Duration.ofMillis(Duration.between(span.from(), span.until()).toMillis() / 500);
    SeriesWindow fine = SeriesWindow.of(span.from(), span.until(), step);
    timed(
        "latency, all days in 500 steps",
        30,
        READS,
        i -> series.latency(endpoint(i), fine, LatencyPhase.TOTAL));
    SeriesWindow hours = SeriesWindow.of(span.from(), span.until(), Duration.ofHours(1));
    timed(
        "latency in steps of 1 h",
        0,
        READS,
        i -> series.latency(endpoint(i), hours, LatencyPhase.TOTAL));
    timed(
        "TLS in steps of 1 h", 0, READS, i -> series.latency(endpoint(i), hours, LatencyPhase.TLS));
  }

  private void summary(int days) {
    summaries.rows(EndpointQuery.ALL, Reach.EVERYTHING, days);
  }

  private void export(long resultsOfEach) {
    int many = (int) Math.max(1, EXPORTED / resultsOfEach);
    exported(
        "export as CSV",
        "≥ 200,000 rows/s",
        many,
        resultsOfEach,
        id -> CsvBench.export(checks, id, OutputStream.nullOutputStream()));
    exported(
        "… of it the reading",
        "",
        many,
        resultsOfEach,
        id -> checks.each(id, CheckFilter.ALL, page -> {}));
  }

  /** One endpoint after the other, twice: the first time to warm up. */
  private void exported(
      String what, String goal, int many, long resultsOfEach, LongConsumer export) {
    Cost cost = new Cost(server);
    for (boolean counts : new boolean[] {false, true}) {
      cost.add(
          counts,
          many * resultsOfEach,
          () -> {
            for (int i = 0; i < many; i++) {
              export.accept(id(i));
            }
          });
    }
    goals.add(
        what,
        goal,
        cost.perSecond() >= ROWS_PER_SECOND,
        "%,.0f rows/s".formatted(cost.perSecond()),
        "%.2f µs CPU a row: %s".formatted(cost.cpuMicros(), cost.split()));
  }

  private interface Read {
    void run(int number);
  }

  /** Adds a row; {@code goalMillis} 0: there is no goal. */
  private void timed(String what, int goalMillis, int times, Read read) {
    for (int i = 0; i < times / 2; i++) {
      read.run(i);
    }
    long[] nanos = new long[times];
    Cost cost = new Cost(server);
    cost.add(
        true,
        times,
        () -> {
          for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            read.run(i);
            nanos[i] = System.nanoTime() - begun;
          }
        });
    Arrays.sort(nanos);
    double median = nanos[times / 2] / 1e6;
    goals.add(
        what,
        goalMillis == 0 ? "" : "≤ %d ms".formatted(goalMillis),
        median <= goalMillis,
        "median %.2f, p99 %.2f ms".formatted(median, nanos[times * 99 / 100] / 1e6),
        "%.2f ms CPU: %s".formatted(cost.cpuMicros() / 1e3, cost.split()));
  }

  private int id(int number) {
    return 1 + (int) (number * 7_919L % endpoints);
  }

  private Endpoint endpoint(int number) {
    return HistoryFixtures.endpoint(id(number), span.from());
  }
}
