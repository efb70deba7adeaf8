package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.probe.CheckSummary;
import io.probity.probe.Trigger;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UptimeTest {
  private static final Instant CREATED = Instant.parse("2026-11-22T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int UP = 0;
  private static final int DOWN = 2;
  private static final int PAUSED = 4;

  private final Db db = TestPostgres.freshDb();
  private final ManualClock clock = new ManualClock(CREATED);
  private final Uptime uptime =
      new Uptime(
          new UptimeStore(db), HistoryFixtures.checks(db), HistoryFixtures.partitions(db), clock);

  /** Probed every 30 s with a total of 15 s: overdue after 75 s. */
  private final Endpoint endpoint = HistoryFixtures.endpoint(7, CREATED);

  @Test
  void integratesPeriodsAndAveragesIncidents() {
    period(0, UP);
    period(3_600, DOWN);
    period(3_900, UP);
    period(7_000, DOWN);
    period(7_100, UP);
    incident(3_600, 3_900);
    incident(7_000, 7_100);
    result(10_000);
    UptimeReport report = at(10_000, -90_000, 10_000);
    assertThat(report.upSeconds()).isEqualByComparingTo("9600");
    assertThat(report.downSeconds()).isEqualByComparingTo("400");
    assertThat(report.unknownSeconds()).isZero();
    assertThat(report.uptime()).isEqualByComparingTo("0.96");
    assertThat(report.coverage()).isEqualByComparingTo("1");
    assertThat(report.incidents()).isEqualTo(2);
    assertThat(report.mttrSeconds()).isEqualByComparingTo("200");
    assertThat(report.mtbfSeconds()).isEqualByComparingTo("4800");
  }

  @Test
  void answersManyWindowsFromWhatWasReadAtOnce() {
    period(0, UP);
    period(3_600, DOWN);
    period(7_300, UP);
    incident(3_600, 7_300);
    result(14_000);
    clock.advance(Duration.ofSeconds(17_000));
    UptimePast past = uptime.past(endpoint, CREATED.minusSeconds(3_600));
    List<UptimeReport> hours = new ArrayList<>();
    for (int hour = -1; hour <= 5; hour++) {
      Instant from = CREATED.plus(HOUR.multipliedBy(hour));
      hours.add(past.between(from, from.plus(HOUR)));
      assertThat(hours.get(hour + 1)).isEqualTo(uptime.between(endpoint, from, from.plus(HOUR)));
    }
    assertThat(past.between(CREATED, clock.instant()))
        .isEqualTo(uptime.between(endpoint, CREATED, clock.instant()));
    assertThat(hours.get(0).uptime()).as("before it was created").isNull();
    assertThat(hours.get(2).downSeconds()).isEqualByComparingTo("3600");
    assertThat(hours.get(3).downSeconds()).isEqualByComparingTo("100");
    assertThat(hours.get(4).unknownSeconds()).as("silent").isGreaterThan(BigDecimal.ZERO);
  }

  @Test
  void startsWithThePeriodThatReachesIntoTheWindow() {
    period(0, UP);
    period(100, DOWN);
    incident(100, null);
    result(1_000);
    UptimeReport report = at(1_000, 500, 800);
    assertThat(report.downSeconds()).isEqualByComparingTo("300");
    assertThat(report.uptime()).isEqualByComparingTo("0");
    assertThat(report.incidents()).isEqualTo(1);
    assertThat(report.mttrSeconds()).isNull();
  }

  @Test
  void turnsUnknownOnceTheNextResultIsOverdue() {
    period(0, UP);
    result(1_000);
    UptimeReport report = at(2_000, 0, 2_000);
    assertThat(report.upSeconds()).isEqualByComparingTo("1075");
    assertThat(report.unknownSeconds()).isEqualByComparingTo("925");
    assertThat(report.uptime()).isEqualByComparingTo("1");
    assertThat(report.coverage()).isEqualByComparingTo("0.5375");
  }

  @Test
  void aManualCheckBreaksNoSilence() {
    period(0, UP);
    result(1_000);
    result(1_500, Trigger.MANUAL);
    assertThat(at(2_000, 0, 2_000).unknownSeconds()).isEqualByComparingTo("925");
    assertThat(HistoryFixtures.latestChecks(db, clock).latest(List.of(7L)).values())
        .extracting(CheckSummary::at)
        .containsExactly(CREATED.plusSeconds(1_000));
  }

  @Test
  void expectsNothingWhilePaused() {
    period(0, PAUSED);
    UptimeReport report = at(86_400, 0, 86_400);
    assertThat(report.pausedSeconds()).isEqualByComparingTo("86400");
    assertThat(report.uptime()).isNull();
    assertThat(report.coverage()).isNull();
    assertThat(report.mtbfSeconds()).isNull();
  }

  @Test
  void isEmptyWhereThereWasNoEndpointYet() {
    UptimeReport report = at(1_000, -500, -100);
    assertThat(total(report)).isZero();
    assertThat(report.uptime()).isNull();
  }

  @Test
  void neverRoundsUpToNoDowntimeAtAll() {
    period(0, UP);
    db.update(
        "INSERT INTO health_period VALUES (7, ?, ?), (7, ?, ?)",
        CREATED.plusSeconds(100),
        DOWN,
        CREATED.plusSeconds(100).plusNanos(1_000),
        UP);
    result(86_400);
    UptimeReport report = at(86_400, 0, 86_400);
    assertThat(report.uptime()).isEqualByComparingTo("0.999999");
    assertThat(report.downSeconds()).isEqualByComparingTo("0.000001");
    assertThat(total(report)).isEqualByComparingTo("86400");
  }

  @Test
  void maintenanceIsNeitherUpNorDownAndLowersNoCoverage() {
    period(0, UP);
    period(600, 5);
    period(1200, 5);
    period(1800, UP);
    result(3599);
    UptimeReport report = at(3600, 0, 3600);
    assertThat(report.maintenanceSeconds()).isEqualByComparingTo("1200");
    assertThat(report.upSeconds()).isEqualByComparingTo("2400");
    assertThat(report.uptime()).isEqualByComparingTo("1");
    assertThat(report.coverage()).isEqualByComparingTo("1");
    assertThat(total(report)).isEqualByComparingTo("3600");
  }

  private static BigDecimal total(UptimeReport report) {
    return report
        .upSeconds()
        .add(report.degradedSeconds())
        .add(report.downSeconds())
        .add(report.maintenanceSeconds())
        .add(report.pausedSeconds())
        .add(report.unknownSeconds());
  }

  private UptimeReport at(int now, int from, int to) {
    clock.advance(Duration.ofSeconds(now));
    return uptime.between(endpoint, CREATED.plusSeconds(from), CREATED.plusSeconds(to));
  }

  private void period(int second, int state) {
    db.update("INSERT INTO health_period VALUES (7, ?, ?)", CREATED.plusSeconds(second), state);
  }

  private void incident(int opened, @Nullable Integer closed) {
    db.update(
        "INSERT INTO incident (id, endpoint_id, opened_at, closed_at, failure)"
            + " VALUES (?, 7, ?, ?::timestamptz, '{}')",
        UUID.randomUUID(),
        CREATED.plusSeconds(opened),
        closed == null ? null : CREATED.plusSeconds(closed).toString());
  }

  private void result(int second) {
    result(second, Trigger.SCHEDULE);
  }

  private void result(int second, Trigger trigger) {
    ManualClock then = new ManualClock(CREATED.plusSeconds(second));
    ResultWriter writer = HistoryFixtures.writer(db, then, new SimpleMeterRegistry());
    writer.start();
    List<Attempt> attempts = HistoryFixtures.up(7, then.instant()).attempts();
    writer.add(endpoint, HistoryFixtures.check(7, then.instant(), trigger, attempts));
    writer.stop();
  }
}
