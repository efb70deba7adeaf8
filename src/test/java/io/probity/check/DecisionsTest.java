package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.alert.EndpointEvents;
import io.probity.db.Db;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.health.ObservedState;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.ManualClock;
import io.probity.testing.OwnedShards;
import io.probity.testing.Samples;
import io.probity.testing.Specs;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the keeper of health tells of its decisions, which nobody writes down here. */
class DecisionsTest {
  private static final Duration LATE = Duration.ofMillis(250);

  private record Decision(ObservedState to, Duration sinceFirst) {}

  private final ManualClock clock = new ManualClock(Samples.AT);
  private final Db db = TestPostgres.freshDb();
  private final List<Decision> decisions = new ArrayList<>();
  private final HealthKeeper keeper = keeper();
  private final Probed probed =
      new Probed(Specs.of("https://x.test/").endpoint(), HealthState.NEW, 0, false);

  /** Its recorder has room for three changes, but not for a fourth. */
  private HealthKeeper keeper() {
    Recorder recorder =
        new Recorder(
            4_500,
            db,
            new HealthStore(db, new ObjectMapper()),
            new HeardOutbox(event -> {}),
            clock,
            endpointId -> {});
    return new HealthKeeper(
        recorder,
        OwnedShards.ALL,
        new EndpointEvents(AlertSettings.PLAIN),
        clock,
        endpointId -> {},
        (change, at) ->
            decisions.add(new Decision(change.to(), Duration.between(change.since(), at))));
  }

  /** A check that takes a quarter of a second, a second after the one before. */
  private void check(Attempt attempt) {
    clock.advance(Duration.ofSeconds(1));
    Instant at = clock.instant();
    clock.advance(LATE);
    List<Attempt> attempts = List.of(attempt);
    keeper.checked(probed, new Check(1, at, Trigger.SCHEDULE, Verdict.of(attempts), attempts, 100));
  }

  private void outage() {
    check(Samples.failed(FailureClass.CONNECT_REFUSED));
    check(Samples.failed(FailureClass.CONNECT_REFUSED));
  }

  private void recovery() {
    check(Samples.answered(200, Map.of()));
  }

  @Test
  void eachIsToldOnceAsItIsMade() {
    recovery();
    recovery();
    outage();
    assertThat(decisions)
        .containsExactly(
            new Decision(ObservedState.UP, LATE),
            new Decision(ObservedState.DOWN, LATE.plus(LATE).plusSeconds(1)));
  }

  @Test
  void oneForWhichThereIsNoRoomIsNotMade() {
    recovery();
    outage();
    recovery();
    outage();
    assertThat(decisions)
        .extracting(Decision::to)
        .containsExactly(ObservedState.UP, ObservedState.DOWN, ObservedState.UP);
  }
}
