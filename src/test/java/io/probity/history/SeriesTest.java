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
import java.util.HashMap;
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
  private final Endpoint endpoint = HistoryFixtures.endpoint(1, FIRST);
  private final Series series =
      new Series(
          new SeriesStore(db), rollups, HistoryFixtures.partitions(db), new ManualClock(NOW));
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
    int first = 1_000 + random.nextInt(200_000);
    Timings timings = new Timings(Timings.NONE, 10_000, 20_000, 50, first, 300, first + 30_350);
    return HistoryFixtures.check(
        1, at, trigger, List.<Attempt>of(HistoryFixtures.passed(at, timings, "203.0.113.7")));
  }

  @ParameterizedTest
  @CsvSource({"PT5M, TOTAL", "PT1H, TOTAL", "PT6H, TOTAL", "PT24H, TOTAL", "PT24H, TLS"})
  void isTheSameBeforeWhileAndAfterResultsAreFolded(Duration step, LatencyPhase phase) {
    SeriesWindow window = SeriesWindow.of(FIRST, NOW, step);
    List<LatencyPoint> latency = series.latency(endpoint, window, phase);
    List<FailurePoint> failures = series.failures(endpoint, window);
    assertThat(latency.stream().mapToLong(LatencyPoint::count).sum()).isEqualTo(617);
    boolean rolled = step.compareTo(Series.unit(phase)) >= 0;
    for (String mark :
        rolled
            ? List.of("2026-11-21T06:00:00Z", "2026-11-22T00:30:00Z", "2026-11-22T11:20:00Z")
            : List.<String>of()) {
      fold(Instant.parse(mark));
      assertThat(series.latency(endpoint, window, phase)).as(mark).isEqualTo(latency);
      assertThat(series.failures(endpoint, window)).as(mark).isEqualTo(failures);
    }
  }

  @Test
  void pointsAreWithinTwoPercentOfTheExactOnes() {
    SeriesWindow window = SeriesWindow.of(FIRST, NOW, Duration.ofHours(3));
    for (LatencyPoint point : series.latency(endpoint, window, LatencyPhase.FIRST_BYTE)) {
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
        series.failures(endpoint, SeriesWindow.of(FIRST, NOW, Duration.ofMinutes(15)));
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
        series.latency(
            endpoint,
            SeriesWindow.of(before, before.plus(Duration.ofHours(4)), Duration.ofHours(1)),
            LatencyPhase.TOTAL);
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

  /** Does to the results before an instant what the fold does. */
  private void fold(Instant mark) {
    Map<Instant, DayRoll> days = new HashMap<>();
    db.run(
        tx -> {
          Instant from = new SeriesStore(db).foldedUpTo(tx).orElse(Instant.EPOCH);
          for (Check check : checks) {
            if (check.at().isBefore(mark) && !check.at().isBefore(from)) {
              days.computeIfAbsent(RollupStore.day(check.at()), day -> new DayRoll())
                  .add(check.summary());
            }
          }
          days.forEach((day, roll) -> rollups.add(tx, 1, day, roll));
          tx.update("DELETE FROM result_hot WHERE at < ?", mark);
          tx.update("DELETE FROM fold_mark");
          tx.update("INSERT INTO fold_mark (upto) VALUES (?)", mark);
        });
  }
}
