package io.probity.history;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResultWriterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00.123456Z");

  private final Db db = TestPostgres.freshDb();
  private final ManualClock clock = new ManualClock(NOW);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ResultWriter writer = HistoryFixtures.writer(db, clock, meters);
  private final LatestChecks latest = HistoryFixtures.latestChecks(db, clock);

  @BeforeEach
  void start() {
    writer.start();
  }

  @AfterEach
  void stop() {
    writer.stop();
  }

  @Test
  void givesBackEveryFieldAsItWas() {
    Check fresh = HistoryFixtures.up(1, NOW);
    Check reused =
        HistoryFixtures.check(
            2,
            NOW,
            Trigger.SCHEDULE,
            List.of(HistoryFixtures.passed(NOW, HistoryFixtures.REUSED, "2001:db8::7")));
    Check failed = HistoryFixtures.down(3, NOW);
    add(fresh);
    add(reused);
    add(failed);
    awaitWritten(3);
    assertThat(latest.latest(List.of(1L, 2L, 3L, 4L)))
        .containsOnly(
            Map.entry(1L, fresh.summary()),
            Map.entry(2L, withAddress(reused.summary(), "2001:db8::7")),
            Map.entry(3L, failed.summary()));
  }

  @Test
  void givesBackTheNewestChecksThatCount() {
    Attempt passed = HistoryFixtures.passed(NOW, HistoryFixtures.TIMINGS, "203.0.113.7");
    for (int second = 0; second < 5; second++) {
      Trigger trigger = second == 3 ? Trigger.MANUAL : Trigger.CONFIRM;
      add(HistoryFixtures.check(1, NOW.plusSeconds(second), trigger, List.of(passed)));
    }
    add(HistoryFixtures.down(2, NOW));
    awaitWritten(6);
    Map<Long, List<CheckSummary>> recent =
        latest.recent(
            List.of(
                new LatestChecks.Wanted(1, NOW, 3),
                new LatestChecks.Wanted(2, NOW.plusSeconds(1), 3),
                new LatestChecks.Wanted(3, NOW, 3)));
    assertThat(recent).containsOnlyKeys(1L);
    assertThat(recent.get(1L))
        .extracting(CheckSummary::at)
        .containsExactly(NOW.plusSeconds(4), NOW.plusSeconds(2), NOW.plusSeconds(1));
  }

  @Test
  void keepsAttemptsOfWhatFailedOrTookMoreThanOne() {
    Attempt first =
        HistoryFixtures.failed(
            NOW, Failure.of(FailureClass.RESPONSE_RESET, "reset by 203.0.113.7"));
    add(
        HistoryFixtures.check(
            1,
            NOW,
            Trigger.SCHEDULE,
            List.of(first, HistoryFixtures.passed(NOW, HistoryFixtures.TIMINGS, "203.0.113.7"))));
    add(HistoryFixtures.down(2, NOW));
    add(HistoryFixtures.up(3, NOW));
    awaitWritten(3);
    assertThat(
            db.list(
                """
                SELECT concat_ws(' ', endpoint_id, verdict, failure, jsonb_array_length(attempts),
                  attempts #>> '{0,failure,class}', evidence ->> 'port')
                FROM failure ORDER BY 1
                """,
                row -> row.getString(1)))
        .containsExactly("1 0 2 response.reset", "2 2 20 1 connect.refused 443");
  }

  @Test
  void writesARepeatedCheckOnce() {
    add(HistoryFixtures.down(1, NOW));
    awaitWritten(1);
    add(HistoryFixtures.down(1, NOW));
    add(HistoryFixtures.down(2, NOW));
    awaitWritten(3);
    assertThat(HistoryFixtures.count(db, "result_hot")).isEqualTo(2);
    assertThat(HistoryFixtures.count(db, "failure")).isEqualTo(2);
  }

  @Test
  void createsAPartitionThatIsMissing() {
    add(HistoryFixtures.up(1, NOW));
    awaitWritten(1);
    Instant later = clock.advance(Duration.ofDays(9));
    add(HistoryFixtures.down(1, later));
    Instant earlier = NOW.minus(Duration.ofDays(3));
    add(HistoryFixtures.down(1, earlier));
    awaitWritten(3);
    assertThat(stored(1).at()).isEqualTo(later);
    assertThat(HistoryFixtures.count(db, "failure")).isEqualTo(2);
  }

  @Test
  void losesOnlyTheRowThatNoTableTakes() {
    for (int i = 0; i < 500; i++) {
      add(HistoryFixtures.up(i, i == 250 ? NOW.minus(Duration.ofDays(400)) : NOW));
    }
    awaitWritten(499);
    assertThat(dropped("refused")).isEqualTo(1);
    assertThat(HistoryFixtures.count(db, "result_hot")).isEqualTo(499);
    add(HistoryFixtures.up(1000, NOW));
    awaitWritten(500);
  }

  @Test
  void storesWhatNoJsonColumnCouldHold() {
    add(
        HistoryFixtures.check(
            1,
            NOW,
            Trigger.SCHEDULE,
            List.of(
                HistoryFixtures.failed(
                    NOW,
                    new Failure(
                        FailureClass.ASSERTION_BODY,
                        "got \0",
                        Map.of("body", "a\0b \\u0000", "lone", "\ud800"))))));
    awaitWritten(1);
    assertThat(failure(1).detail()).isEqualTo("got \uFFFD");
    assertThat(failure(1).evidence()).containsEntry("body", "a\uFFFDb \\u0000");
    assertThat(dropped("refused")).isZero();
  }

  @Test
  void boundsTheEvidence() {
    add(
        HistoryFixtures.check(
            1,
            NOW,
            Trigger.SCHEDULE,
            List.of(
                HistoryFixtures.failed(
                    NOW,
                    new Failure(
                        FailureClass.ASSERTION_BODY,
                        "got more",
                        Map.of("body", "x".repeat(10_000), "limit", 7))))));
    awaitWritten(1);
    assertThat(failure(1).evidence()).isEqualTo(Map.of("limit", 7, "truncated", true));
    assertThat(
            db.first("SELECT length(attempts::text) < 4096 FROM failure", row -> row.getBoolean(1)))
        .contains(true);
  }

  @Test
  void neverThrowsAtItsCaller() {
    writer.add(endpoint(), new Check(1, NOW, Trigger.SCHEDULE, Verdict.UP, List.of(), 0));
    assertThat(dropped("refused")).isEqualTo(1);
  }

  @Test
  void writesTheRestWhenItStops() {
    for (int i = 0; i < 2_500; i++) {
      add(HistoryFixtures.up(i, NOW));
    }
    writer.stop();
    assertThat(HistoryFixtures.count(db, "result_hot")).isEqualTo(2_500);
    assertThat(meters.get("probity.recorder.backlog").gauge().value()).isZero();
  }

  @Test
  void findsTheLatestOfAnEndpointThatHasBeenSilentForWeeks() {
    Instant then = NOW.minus(Duration.ofDays(20));
    add(HistoryFixtures.down(1, then));
    add(HistoryFixtures.up(2, NOW.minus(Duration.ofSeconds(30))));
    add(HistoryFixtures.up(2, NOW));
    awaitWritten(3);
    assertThat(stored(1).at()).isEqualTo(then);
    assertThat(failure(1).evidence()).containsEntry("port", 443);
    assertThat(stored(2).at()).isEqualTo(NOW);
  }

  private CheckSummary stored(long endpointId) {
    return requireNonNull(latest.latest(List.of(endpointId, endpointId + 100)).get(endpointId));
  }

  private Failure failure(long endpointId) {
    return requireNonNull(stored(endpointId).failure());
  }

  private void add(Check check) {
    writer.add(endpoint(), check);
  }

  private static Endpoint endpoint() {
    return HistoryFixtures.endpoint(1, NOW);
  }

  private void awaitWritten(int results) {
    await()
        .untilAsserted(
            () ->
                assertThat(meters.get("probity.results.written").counter().count())
                    .isEqualTo(results));
  }

  private double dropped(String reason) {
    return meters.get("probity.recorder.dropped").tag("reason", reason).counter().count();
  }

  private static CheckSummary withAddress(CheckSummary check, String address) {
    assertThat(check.address()).isEqualTo(address);
    return check;
  }
}
