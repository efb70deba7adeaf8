package io.probity.health;

import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Thresholds;
import io.probity.health.AlertPolicy.Occasion;
import io.probity.health.AlertPolicy.Telling;
import io.probity.health.HealthPolicy.Step;
import io.probity.probe.Failure;
import io.probity.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people would be told of an endpoint, check by check, by the policies that decide it for
 * real. Nothing is stored. Mutable; everything is to be handed in in the order of time.
 */
public final class Replay {
  private final Thresholds thresholds;
  private final Duration patience;
  private final Duration interval;
  private HealthState state;
  private @Nullable Instant heardAt;
  private boolean maintenance;
  private boolean undecided;
  private long incidents;

  /**
   * A replay.
   *
   * @param spec whose thresholds decide, and whose interval tells what silence is
   */
  public Replay(EndpointSpec spec, HealthState start) {
    this.thresholds = spec.thresholds();
    this.patience = Recollection.patience(spec);
    this.interval = spec.interval();
    this.state = start;
  }

  /** Takes a check into account; returns what people would be told of it, in order. */
  public List<Notice> checked(Instant at, Verdict verdict, @Nullable Failure failure) {
    hear(at, verdict);
    Step step =
        HealthPolicy.next(
            state, thresholds, at, verdict, failure, () -> maintenance ? null : newIncident());
    Occasion occasion = new Occasion(at, verdict, failure, interval, maintenance);
    Telling telling = AlertPolicy.next(state.told(), step, occasion);
    state = step.telling(telling.told()).state();
    undecided = step.undecided();
    return telling.notices();
  }

  /** Counters begin anew after silence. */
  private void hear(Instant at, Verdict verdict) {
    if (verdict == Verdict.UNKNOWN) {
      return;
    }
    if (endsSilence(at)) {
      state = state.withoutCounters();
    }
    heardAt = at;
  }

  private UUID newIncident() {
    return new UUID(1, ++incidents);
  }

  /** Begins a pause; returns what people would be told of it. */
  public List<Notice> paused(Instant at) {
    Step step = HealthPolicy.stop(state, at, Resolution.PAUSED);
    List<Notice> notices = AlertPolicy.stopped(state, step, at, Resolution.PAUSED);
    restart(step.state(), at);
    maintenance = false;
    return notices;
  }

  /** Ends a pause: nothing is known until the next check. */
  public void resumed(Instant at) {
    restart(new HealthState(ObservedState.UNKNOWN, at, null, List.of()), at);
  }

  /** The configuration changed: what was observed stays, but nothing is counted on. */
  public void edited(Instant at) {
    restart(state.edited(), at);
  }

  private void restart(HealthState next, Instant at) {
    state = next;
    heardAt = at;
    undecided = false;
  }

  /** Begins maintenance, or ends it. */
  public void maintained(boolean running, Instant at) {
    if (maintenance && !running) {
      Instant patient = at.minus(patience);
      heardAt = heardAt == null || heardAt.isBefore(patient) ? patient : heardAt;
    }
    maintenance = running;
  }

  /** Whether confirming checks would be made now. */
  public boolean isUndecided() {
    return undecided;
  }

  /** Whether a check at this instant ends a silence. */
  public boolean endsSilence(Instant at) {
    return heardAt != null && heardAt.plus(patience).isBefore(at);
  }
}
