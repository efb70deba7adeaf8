package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Db;
import io.probity.probe.CheckSummary;
import io.probity.probe.Timings;
import io.probity.probe.Verdict;
import io.probity.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A database with results of two closed partitions and of the open one, and folds of them. */
final class FoldFixture {
  static final Instant NOW = Instant.parse("2026-11-20T13:00:00Z");
  static final String CLOSED = "result_hot_20261120_000000";
  static final Instant FROM = ResultSamples.START;
  static final int ENDPOINTS = 3;
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final int RESULTS = 150;

  final Db db;
  final ManualClock clock = new ManualClock(NOW);
  final Partitions partitions;
  final CheckStore checks;
  private final Map<Long, List<CheckSummary>> expected = new TreeMap<>();

  FoldFixture(Db db) {
    this.db = db;
    partitions = HistoryFixtures.partitions(db);
    checks = HistoryFixtures.checks(db);
    PartitionedTable results =
        PartitionedTable.ofWidth(Partitions.RESULTS, Duration.ofHours(6), Duration.ZERO);
    new PartitionStore(db).create(results, FROM, NOW);
    partitions.ensureFolds(FROM, NOW);
    for (long endpoint = 1; endpoint <= ENDPOINTS; endpoint++) {
      store("result_hot", endpoint, ResultSamples.realistic(endpoint, RESULTS, INTERVAL));
    }
  }

  /** Writes results to a table, and expects them to be part of history from now on. */
  void store(String table, long endpoint, ResultColumns rows) {
    List<byte[]> tuples = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      tuples.add(ResultRow.tuple(endpoint, rows, row));
      expected.computeIfAbsent(endpoint, id -> new ArrayList<>()).add(rounded(rows.summary(row)));
    }
    expected.get(endpoint).sort((one, other) -> other.at().compareTo(one.at()));
    db.run(tx -> ResultStore.copyMissing(tx, table, ResultRow.COLUMNS, tuples));
  }

  /** One result at an instant. */
  static ResultColumns one(Instant at) {
    ResultColumns sample = ResultSamples.realistic(99, 2, INTERVAL);
    ResultColumns rows = new ResultColumns();
    rows.addRow(sample, 1);
    ResultColumns moved = new ResultColumns();
    int row = moved.add(Micros.of(at));
    for (ResultColumns.Column column : ResultColumns.Column.values()) {
      moved.set(column, row, rows.value(column, 0));
    }
    moved.place(rows.addresses().get(0), 0, 4);
    return moved;
  }

  Fold fold(FoldStep.Observer observer) {
    return fold(observer, clock);
  }

  private Fold fold(FoldStep.Observer observer, InstantSource clock) {
    return new Fold(
        db,
        partitions,
        new RollupStore(),
        Duration.ofMinutes(15),
        clock,
        new Pace(() -> 0, nanos -> {}),
        observer);
  }

  void tick() {
    tickAt(NOW);
  }

  void tickAt(Instant now) {
    fold(step -> {}, new ManualClock(now)).tick(tx -> {});
  }

  /** All of history is there, once, and nothing else. */
  void assertHistoryIsWhole() {
    expected.forEach(
        (endpoint, results) ->
            assertThat(stored(endpoint)).as("endpoint %d", endpoint).isEqualTo(results));
  }

  List<CheckSummary> stored(long endpoint) {
    Found found =
        checks.newest(endpoint, FROM.minus(Duration.ofDays(20)), NOW, null, Integer.MAX_VALUE);
    assertThat(found.unreadable()).isEmpty();
    return found.rows().stream().map(row -> rounded(row.check())).toList();
  }

  List<CheckSummary> expected(long endpoint) {
    return expected.getOrDefault(endpoint, List.of());
  }

  /** Roll-ups hold each result before the fold mark once, late ones that are folded included. */
  void assertRollupsCountEachFoldedResultOnce() {
    Instant mark = partitions.late(NOW).until();
    RollupStore rollups = new RollupStore();
    expected.forEach(
        (endpoint, results) ->
            assertThat(
                    db
                        .tx(tx -> rollups.days(tx, endpoint, FROM.minus(Duration.ofDays(30)), NOW))
                        .stream()
                        .mapToLong(day -> checks(day.roll().sum()))
                        .sum())
                .as("endpoint %d", endpoint)
                .isEqualTo(results.stream().filter(result -> result.at().isBefore(mark)).count()));
  }

  private static long checks(HourRoll sum) {
    return Arrays.stream(Verdict.values()).mapToLong(sum::checks).sum();
  }

  /** The closed partitions are gone, and nothing is left to do. */
  void assertFoldIsDone() {
    assertThat(tables("result_hot_20261120_000000", "result_hot_20261120_060000")).isZero();
    assertThat(db.tx(FoldMarkStore::read))
        .isEqualTo(new FoldMark(Instant.parse("2026-11-20T12:00:00Z"), null, 0));
    assertThat(HistoryFixtures.count(db, "result_late")).isZero();
  }

  private long tables(String... names) {
    return db.first(
            "SELECT count(*) FROM pg_class WHERE relname = ANY (?)",
            row -> row.getLong(1),
            (Object) names)
        .orElseThrow();
  }

  Set<Instant> instants(long endpoint) {
    Set<Instant> instants = new HashSet<>();
    stored(endpoint).forEach(check -> instants.add(check.at()));
    return instants;
  }

  private static CheckSummary rounded(CheckSummary check) {
    Timings timings = check.timings();
    return new CheckSummary(
        check.at(),
        check.trigger(),
        check.verdict(),
        check.failure(),
        check.status(),
        check.version(),
        check.address(),
        check.reused(),
        check.attempts(),
        check.bytes(),
        new Timings(
            phase(timings.dnsUs()),
            phase(timings.connectUs()),
            phase(timings.tlsUs()),
            phase(timings.writeUs()),
            phase(timings.firstByteUs()),
            phase(timings.transferUs()),
            BlockCodec.rounded(timings.totalUs())),
        BlockCodec.rounded(check.lagUs()));
  }

  private static int phase(int micros) {
    return micros == Timings.NONE ? Timings.NONE : BlockCodec.rounded(micros);
  }
}
