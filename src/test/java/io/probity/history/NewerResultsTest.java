package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.history.LatestChecks.Wanted;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Results that a newer version has written are told by every reader, as far as they say. */
class NewerResultsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final Instant AT = Instant.parse("2026-11-22T02:00:00Z");
  private static final Instant LATER = AT.plusSeconds(60);
  private static final String SENTENCE =
      "A newer version of Probity stored this under the failure class 999, which this one does not know.";

  private final Db db = TestPostgres.freshDb();
  private final ManualClock clock = new ManualClock(NOW);
  private final Endpoint endpoint = HistoryFixtures.endpoint(1, AT.minus(Duration.ofDays(1)));
  private final FailureStore failures = new FailureStore(db);
  private final Checks checks =
      new Checks(HistoryFixtures.checks(db), failures, HistoryFixtures.partitions(db), clock);

  /** Where results may be. */
  private enum Place {
    ROWS,
    BLOCKS,
    LATE
  }

  @BeforeEach
  void store() {
    ResultWriter writer = HistoryFixtures.writer(db, clock, new SimpleMeterRegistry());
    writer.start();
    for (Instant at : List.of(AT, LATER)) {
      writer.add(endpoint, HistoryFixtures.down(1, at));
    }
    writer.stop();
    db.update(
        """
        UPDATE result_hot SET failure = 999, verdict = 77,
          flags = CASE WHEN at = ? THEN flags | 3 ELSE 32767 END
        """,
        AT);
    db.update("UPDATE failure SET failure = 999, verdict = 77");
    db.update("UPDATE failure SET failure = 998, detail = NULL WHERE at = ?", LATER);
  }

  private void move(Place place) {
    if (place == Place.LATE) {
      db.update("INSERT INTO result_late SELECT * FROM result_hot");
      db.update("DELETE FROM result_hot");
      db.update("UPDATE fold_mark SET upto = '2026-11-22T06:00:00Z'");
    } else if (place == Place.BLOCKS) {
      fold();
      assertThat(HistoryFixtures.count(db, "result_block")).isEqualTo(1);
    }
  }

  private void fold() {
    new Fold(
            db,
            HistoryFixtures.partitions(db),
            new RollupStore(),
            Duration.ZERO,
            clock,
            new Pace(() -> 0, nanos -> {}),
            step -> {})
        .tick(tx -> {});
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void areInPagesOfChecksAndOfFailures(Place place) {
    move(place);
    List<CheckSummary> page = checks.page(1, CheckFilter.ALL, null, 10).checks();
    assertThat(page).hasSize(2);
    CheckSummary newer = page.get(1);
    assertThat(newer.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(newer.trigger()).isEqualTo(Trigger.SCHEDULE);
    Failure failure = newer.failure();
    assertThat(failure).isNotNull();
    assertThat(failure.cls()).isEqualTo(FailureClass.MONITOR_INTERNAL);
    assertThat(failure.detail())
        .isEqualTo(SENTENCE + " It said: 203.0.113.7:443 refused the connection");
    assertThat(failure.evidence()).containsEntry("port", 443);
    assertThat(page.get(0).failure())
        .extracting(Failure::detail)
        .isEqualTo(SENTENCE.replace("999", "998"));
    assertThat(checks.page(1, only(FailureClass.MONITOR_INTERNAL), null, 10).checks())
        .isEqualTo(page);
    assertThat(checks.page(1, only(FailureClass.CONNECT_REFUSED), null, 10).checks()).isEmpty();
  }

  private static CheckFilter only(FailureClass cls) {
    return new CheckFilter(null, null, null, Set.of(cls));
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void areTheNewestForThoseWhoTakeOver(Place place) {
    move(place);
    JdbcLatestChecks latest = HistoryFixtures.latestChecks(db, clock);
    assertThat(latest.latest(List.of(1L)).get(1L).at()).isEqualTo(LATER);
    assertThat(latest.recent(List.of(new Wanted(1, AT, 5))).get(1L))
        .extracting(CheckSummary::verdict)
        .containsExactly(Verdict.UNKNOWN, Verdict.UNKNOWN);
    assertThat(
            new FailedChecks(
                    HistoryFixtures.checks(db), failures, HistoryFixtures.partitions(db), clock)
                .newest(1, null))
        .hasValueSatisfying(
            failed -> assertThat(failed.failure().cls()).isEqualTo(FailureClass.MONITOR_INTERNAL));
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void countInSeries(Place place) {
    move(place);
    Series series =
        new Series(
            HistoryFixtures.seriesStore(db),
            new RollupStore(),
            HistoryFixtures.partitions(db),
            clock);
    for (Duration step : List.of(Duration.ofMinutes(10), Duration.ofHours(1))) {
      FailurePoint point =
          series.failures(endpoint, SeriesWindow.of(AT, AT.plus(step), step)).points().get(0);
      assertThat(point.verdicts()).containsEntry(Verdict.UNKNOWN, 2L);
      assertThat(point.classes())
          .as("of %s", step)
          .isEqualTo(new EnumMap<>(Map.of(FailureClass.MONITOR_INTERNAL, 2L)));
    }
  }

  @Test
  void countTogetherInIncidents() {
    db.update("UPDATE failure SET verdict = ?", Verdict.DOWN.number());
    Map<FailureClass, FailedChecks.Count> counts =
        failures.counts(List.of(new FailedChecks.Within(1, AT, NOW))).get(0);
    assertThat(counts)
        .isEqualTo(Map.of(FailureClass.MONITOR_INTERNAL, new FailedChecks.Count(2, AT)));
  }

  @Test
  void attemptsOfAnUnknownClassHaveFailed() {
    db.update(
        """
        UPDATE failure SET attempts = '[
          {"failure": {"class": "tls.unheard_of"}, "timings": {"totalMs": 1.5}},
          {"failure": {"class": "tls.reset"}, "timings": {"totalMs": 2.5}},
          {"failure": null, "timings": {"totalMs": 3.5}}]'
        """);
    assertThat(new AttemptStore(db).several(1, AT, LATER).get(AT))
        .containsExactly(
            new PastAttempt(FailureClass.MONITOR_INTERNAL, 1_500),
            new PastAttempt(FailureClass.TLS_RESET, 2_500),
            new PastAttempt(null, 3_500));
  }
}
