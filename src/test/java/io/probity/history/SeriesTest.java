package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final Instant FIRST = NOW.minus(Duration.ofHours(60));
  private static final int EVERY_SECONDS = 300;
  private static final int CHECKS = 720;

  private final Db db = TestPostgres.freshDb();
  private final RollupStore rollups = new RollupStore();
  private final Partitions partitions = HistoryFixtures.partitions(db);
  private final Endpoint endpoint = HistoryFixtures.endpoint(1, FIRST);
  private final Series series =
      new Series(HistoryFixtures.seriesStore(db), rollups, partitions, new ManualClock(NOW));
  private final List<Check> checks = new ArrayList<>();

  /** Two and a half days of checks every five minutes, each seventh of which failed. */
  @BeforeEach
  void store() {
    Random random = new Random(5);
    for (int i = 0; i < CHECKS; i++) {
      Instant at = FIRST.plusSeconds((long) i * EVERY_SECONDS + 17);
      checks.add(i % 7 == 0 ? HistoryFixtures.down(1, at) : passed(at, random, Trigger.SCHEDULE));
    }
    List<Check> stored = new ArrayList<>(checks);
    stored.add(passed(NOW.minusSeconds(5), random, Trigger.MANUAL));
    ResultWriter writer =
        HistoryFixtures.writer(db, new ManualClock(NOW), new SimpleMeterRegistry());
    writer.start();
    stored.forEach(check -> writer.add(endpoint, check));
    writer.stop();
  }

  private static Check passed(Instant at, Random random, Trigger trigger) {
    int first = 1_000 + 10 * random.nextInt(20_000); // blocks round to 10 µs
    Timings timings = new Timings(Timings.NONE, 10_000, 20_000, 50, first, 300, first + 30_350);
    return HistoryFixtures.check(
        1, at, trigger, List.<Attempt>of(HistoryFixtures.passed(at, timings, "203.0.113.7")));
  }

  /** What two charts show. */
  private record Charts(Points<LatencyPoint> latency, Points<FailurePoint> failures) {}

  /** The charts of each step and phase. */
  private Map<String, Charts> charts() {
    Map<String, Charts> charts = new LinkedHashMap<>();
    for (String each :
        List.of(
            "PT5M TOTAL", "PT5M TLS", "PT1H TOTAL", "PT1H CONNECT", "PT6H TOTAL", "PT24H TLS")) {
      String[] words = each.split(" ", -1);
      SeriesWindow window = SeriesWindow.of(FIRST, NOW, Duration.parse(words[0]));
      charts.put(
          each,
          new Charts(
              series.latency(endpoint, window, LatencyPhase.valueOf(words[1])),
              series.failures(endpoint, window)));
    }
    return charts;
  }

  @Test
  void isTheSameBeforeWhileAndAfterResultsAreFolded() {
    Map<String, Charts> before = charts();
    assertThat(before.values())
        .hasSize(6)
        .allSatisfy(
            each -> {
              assertThat(each.latency().points().stream().mapToLong(LatencyPoint::count).sum())
                  .isEqualTo(617);
              assertThat(each.latency().unreadable()).isEmpty();
            });
    EnumSet<FoldStep> seen = EnumSet.noneOf(FoldStep.class);
    for (String now :
        List.of("2026-11-21T06:10:00Z", "2026-11-22T00:30:00Z", "2026-11-22T11:20:00Z")) {
      FoldStep.Observer comparison =
          at -> {
            seen.add(at);
            assertThat(charts()).as("%s", at).isEqualTo(before);
          };
      fold(Instant.parse(now), comparison);
      comparison.reached(FoldStep.DROPPED);
    }
    assertThat(seen).isEqualTo(EnumSet.allOf(FoldStep.class));
  }

  @ParameterizedTest
  @CsvSource({"PT5M, TOTAL", "PT1H, TOTAL", "PT1H, DNS", "PT24H, DNS"})
  void countsLateResultsOnceBeforeAndAfterTheyAreFolded(Duration step, LatencyPhase phase) {
    fold(NOW, at -> {});
    SeriesWindow window = SeriesWindow.of(FIRST, NOW, step);
    long before = count(window, phase);
    ResultColumns known = FoldFixture.one(checks.get(1).at());
    late(known);
    assertThat(count(window, phase)).isEqualTo(before);
    ResultColumns missing = FoldFixture.one(FIRST.plusSeconds(18));
    missing.set(ResultColumns.Column.DNS, 0, 5);
    late(missing);
    assertThat(count(window, phase)).isEqualTo(before + 1);
    fold(NOW, at -> {});
    assertThat(HistoryFixtures.count(db, "result_late")).isZero();
    assertThat(count(window, phase)).isEqualTo(before + 1);
  }

  private long count(SeriesWindow window, LatencyPhase phase) {
    return series.latency(endpoint, window, phase).points().stream()
        .mapToLong(LatencyPoint::count)
        .sum();
  }

  private void late(ResultColumns rows) {
    db.run(tx -> LateStore.add(tx, List.of(ResultRow.tuple(1, rows, 0))));
  }

  @Test
  void aDamagedBlockIsLeftOutAndNamed() {
    fold(NOW, at -> {});
    assertThat(
            db.update(
                """
                UPDATE result_block SET data = set_byte(data, 9, get_byte(data, 9) # 1)
                WHERE at = (SELECT min(at) FROM result_block)
                """))
        .isEqualTo(1);
    SeriesWindow window = SeriesWindow.of(FIRST, NOW, Duration.ofMinutes(30));
    Points<FailurePoint> failures = series.failures(endpoint, window);
    assertThat(failures.unreadable()).hasSize(1);
    Unreadable missing = failures.unreadable().get(0);
    assertThat(missing.from()).isEqualTo(checks.get(0).at());
    assertThat(sum(failures.points(), Verdict.UP) + sum(failures.points(), Verdict.DOWN))
        .isEqualTo(CHECKS - missing.checks());
    assertThat(series.latency(endpoint, window, LatencyPhase.TOTAL).unreadable())
        .isEqualTo(failures.unreadable());
  }

  /** As rows are that a later version wrote, which knew more. */
  @Test
  void numbersOfALaterVersionCountAndAreFoldedAsTheyAre() {
    int changed =
        db.update(
            """
            UPDATE result_hot SET failure = 999, verdict = 7, flags = flags | 3 WHERE at = ?
            """,
            checks.get(1).at());
    assertThat(changed).isEqualTo(1);
    SeriesWindow window = SeriesWindow.of(FIRST, NOW, Duration.ofMinutes(15));
    Points<FailurePoint> before = series.failures(endpoint, window);
    assertThat(sum(before.points(), Verdict.UP)).isEqualTo(616);
    assertThat(sum(before.points(), Verdict.UNKNOWN)).isEqualTo(1);
    fold(NOW, at -> {});
    assertThat(series.failures(endpoint, window)).isEqualTo(before);
    SeriesWindow hours = SeriesWindow.of(FIRST, NOW, Duration.ofHours(1));
    assertThat(sum(series.failures(endpoint, hours).points(), Verdict.UNKNOWN)).isEqualTo(1);
    List<String> kept = new ArrayList<>();
    db.run(
        tx ->
            HistoryFixtures.seriesStore(db)
                .folded(
                    tx,
                    1,
                    new Span(FIRST, NOW),
                    (rows, row) -> {
                      if (rows.at(row) == Micros.of(checks.get(1).at())) {
                        kept.add(
                            rows.failure(row)
                                + " "
                                + rows.value(ResultColumns.Column.VERDICT, row)
                                + " "
                                + (rows.value(ResultColumns.Column.FLAGS, row) & 3));
                      }
                    }));
    assertThat(kept).containsExactly("999 7 3");
  }

  @Test
  void pointsAreWithinTwoPercentOfTheExactOnes() {
    SeriesWindow window = SeriesWindow.of(FIRST, NOW, Duration.ofHours(3));
    for (LatencyPoint point : series.latency(endpoint, window, LatencyPhase.FIRST_BYTE).points()) {
      int[] exact =
          checks.stream()
              .filter(check -> check.verdict() == Verdict.UP)
              .filter(check -> !check.at().isBefore(point.at()))
              .filter(check -> check.at().isBefore(point.at().plus(window.step())))
              .mapToInt(check -> check.deciding().timings().firstByteUs())
              .sorted()
              .toArray();
      assertThat(point.count()).isEqualTo(exact.length);
      double p95 = exact[(int) (0.95 * (exact.length - 1))];
      assertThat(point.p95Ms()).isNotNull();
      assertThat(point.p95Ms().doubleValue() * 1_000 / p95).isBetween(0.98, 1.0201);
      assertThat(point.maxMs()).isEqualTo(BigDecimal.valueOf(exact[exact.length - 1], 3));
    }
  }

  @Test
  void failuresAddUpToTheChecks() {
    List<FailurePoint> points =
        series.failures(endpoint, SeriesWindow.of(FIRST, NOW, Duration.ofMinutes(15))).points();
    assertThat(sum(points, Verdict.UP)).isEqualTo(617);
    assertThat(sum(points, Verdict.DOWN)).isEqualTo(103);
    assertThat(
            points.stream()
                .mapToLong(point -> point.classes().getOrDefault(FailureClass.CONNECT_REFUSED, 0L))
                .sum())
        .isEqualTo(103);
    assertThat(points.get(1).classes()).isEmpty();
  }

  private static long sum(List<FailurePoint> points, Verdict verdict) {
    return points.stream().mapToLong(point -> point.verdicts().getOrDefault(verdict, 0L)).sum();
  }

  @Test
  void stepsWithoutChecksAreEmptyAndNotMissing() {
    Instant before = FIRST.minus(Duration.ofDays(3));
    List<LatencyPoint> points =
        series
            .latency(
                endpoint,
                SeriesWindow.of(before, before.plus(Duration.ofHours(4)), Duration.ofHours(1)),
                LatencyPhase.TOTAL)
            .points();
    assertThat(points).hasSize(5).allMatch(point -> point.count() == 0 && point.p95Ms() == null);
    assertThat(points.get(0).at()).isEqualTo(Instant.parse("2026-11-16T23:00:00Z"));
  }

  @Test
  void singleResultsAreThereForAWhileOnly() {
    Instant old = NOW.minus(Duration.ofDays(31));
    assertThat(series.leastStep(FIRST, LatencyPhase.TOTAL)).isNull();
    assertThat(series.leastStep(old, LatencyPhase.TOTAL)).isEqualTo(Duration.ofHours(1));
    assertThat(series.leastStep(old, LatencyPhase.DNS)).isEqualTo(Duration.ofDays(1));
  }

  /** Folds the partitions that are closed by an instant. */
  private void fold(Instant now, FoldStep.Observer observer) {
    new Fold(
            db,
            partitions,
            rollups,
            Duration.ZERO,
            new ManualClock(now),
            new Pace(() -> 0, nanos -> {}),
            observer)
        .tick(tx -> {});
  }
}
