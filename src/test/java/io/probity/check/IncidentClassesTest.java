package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.health.HealthChange;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.health.Incident;
import io.probity.health.IncidentClassStore;
import io.probity.health.IncidentStore;
import io.probity.health.ObservedState;
import io.probity.health.PeriodState;
import io.probity.health.Resolution;
import io.probity.health.Transition;
import io.probity.history.StoredFailures;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import io.probity.testing.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Minutes count from {@link Samples#AT}, when the incident opens. */
class IncidentClassesTest {
  private static final UUID INCIDENT = new UUID(0x7000, 1);

  private final Db db = TestPostgres.freshDb();
  private final ManualClock clock = new ManualClock(Samples.AT);
  private final HealthStore health = new HealthStore(db, new ObjectMapper());
  private final IncidentStore incidents = new IncidentStore(db, new ObjectMapper());
  private final IncidentClasses classes =
      new IncidentClasses(new IncidentClassStore(db), StoredFailures.checks(db, clock));
  private final Endpoint endpoint =
      new Endpoints(db, new AesGcmSealer(MasterKey.generate()), clock)
          .create(Samples.endpoint(1, "GET").spec());

  @BeforeEach
  void open() {
    StoredFailures.year(db, 2026);
    Failure refused = Failure.of(FailureClass.CONNECT_REFUSED, "Nobody listens.");
    apply(
        0,
        new HealthState(ObservedState.DOWN, at(0), INCIDENT, List.of()),
        new Transition(ObservedState.UP, ObservedState.DOWN, at(0), null, refused, INCIDENT, null));
  }

  private void recover(int minute) {
    apply(
        1,
        new HealthState(ObservedState.UP, at(minute), null, List.of()),
        new Transition(
            ObservedState.DOWN,
            ObservedState.UP,
            at(minute),
            at(0),
            null,
            INCIDENT,
            Resolution.RECOVERED));
  }

  private void apply(long version, HealthState next, Transition change) {
    PeriodState period = PeriodState.of(next.observed());
    HealthChange step =
        new HealthChange(endpoint.id(), version, next, period, next.since(), change, null);
    assertThat(db.tx(tx -> health.apply(tx, step, change.since())).booleanValue()).isTrue();
  }

  private static Instant at(int minute) {
    return Samples.AT.plusSeconds(60L * minute);
  }

  private void fails(int minute, FailureClass cls) {
    StoredFailures.add(db, endpoint.id(), at(minute), Verdict.DOWN, cls);
  }

  private Incident incident() {
    return incidents.find(INCIDENT).orElseThrow();
  }

  @Test
  void eachFailedCheckIsCountedOnceAndAfterTheEndNoMore() {
    fails(-1, FailureClass.CONNECT_TIMEOUT);
    for (int minute = 0; minute < 20; minute++) {
      fails(minute, minute < 8 ? FailureClass.CONNECT_REFUSED : FailureClass.DNS_TIMEOUT);
    }
    StoredFailures.add(
        db, endpoint.id(), at(3).plusMillis(1), Verdict.UNKNOWN, FailureClass.MONITOR_INTERNAL);
    classes.tick(at(7));
    assertThat(incident().classes()).containsOnly(Map.entry("connect.refused", 5));
    assertThat(incident().uncounted()).isNotNull();
    assertThat(incident().uncounted().from()).isEqualTo(at(5));
    classes.tick(at(7));
    recover(12);
    classes.tick(at(13));
    assertThat(incident().uncounted()).as("results may be on their way").isNotNull();
    classes.tick(at(20));
    classes.tick(at(30));
    assertThat(incident().classes())
        .containsOnly(Map.entry("connect.refused", 8), Map.entry("dns.timeout", 4));
    assertThat(incident().uncounted()).isNull();
  }

  @Test
  void theTimelineTellsOfOtherClassesAndHowLongItLasted() {
    for (int minute = 0; minute < 9; minute++) {
      fails(minute, minute % 4 == 3 ? FailureClass.DNS_TIMEOUT : FailureClass.CONNECT_REFUSED);
    }
    for (int minute = 3; minute < 9; minute++) {
      classes.tick(at(minute));
    }
    recover(9);
    classes.tick(at(20));
    assertThat(incident().timeline())
        .extracting(each -> each.type() + " " + each.detail())
        .containsExactly(
            "opened Nobody listens.", "class dns.timeout", "closed recovered after 9 min");
    assertThat(incident().timeline().get(1).at()).isEqualTo(at(3));
  }

  @Test
  void anIncidentWithoutStoredChecksIsDoneWithAsWell() {
    recover(1);
    classes.tick(at(60));
    assertThat(incident().classes()).isEmpty();
    assertThat(incident().uncounted()).isNull();
  }
}
