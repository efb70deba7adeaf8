package io.probity.check;

import io.probity.check.Maintained.Turn;
import io.probity.health.HealthPolicy.Step;
import io.probity.health.HealthState;
import io.probity.health.MaintenancePlan;
import io.probity.health.ObservedState;
import io.probity.health.PeriodState;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends the maintenance of the endpoints this replica owns. Only the accounting of time
 * changes by it: what was observed stays. Confined to the event loop.
 */
final class MaintenanceKeeper {
  private final InstantSource clock;
  private final Recording recording;

  /** Null: not read yet, so that no maintenance begins or ends. */
  private @Nullable MaintenancePlan plan;

  /** Hands a change to the recorder. */
  interface Recording {
    /** False if there was no room, and then nothing has changed. */
    boolean record(Probed probed, Step step, PeriodState period, Instant from);
  }

  MaintenanceKeeper(InstantSource clock, Recording recording) {
    this.clock = clock;
    this.recording = recording;
  }

  /** The windows from now on. */
  void plan(MaintenancePlan next) {
    plan = next;
  }

  /** As {@link HealthKeeper#maintain}. */
  boolean keep(Probed probed) {
    if (plan == null || probed.paused || probed.endpoint.spec().paused()) {
      return false;
    }
    Turn turn = probed.maintained.due(plan, probed.endpoint, clock.instant());
    if (turn == null) {
      return false;
    }
    if (turn.begins()) {
      begin(probed, turn.at());
      return false;
    }
    HealthState health = probed.health;
    return end(probed, turn.at()) && isUntold(health);
  }

  private static boolean isUntold(HealthState health) {
    return switch (health.observed()) {
      case DOWN -> health.incidentId() == null;
      case DEGRADED -> !health.told().degraded();
      case UP, UNKNOWN -> false;
    };
  }

  /** Time that is already accounted for stays as it is; silence before it is accounted first. */
  private void begin(Probed probed, Instant planned) {
    Instant heard = probed.heardAt;
    Instant from = later(later(planned, probed.health.since()), heard);
    from = probed.maintained.notBefore(from);
    if (heard != null && probed.health.observed() != ObservedState.UNKNOWN) {
      Instant silentFrom = heard.plus(HealthKeeper.patience(probed));
      Step silence = new Step(probed.health.withoutCounters(), null, false);
      if (silentFrom.isBefore(from)
          && !recording.record(probed, silence, PeriodState.UNKNOWN, silentFrom)) {
        return;
      }
    }
    Step same = new Step(probed.health, null, false);
    if (recording.record(probed, same, PeriodState.MAINTENANCE, from)) {
      probed.maintained.began(from);
    }
  }

  private static Instant later(Instant planned, @Nullable Instant known) {
    return known == null || planned.isAfter(known) ? planned : known.plusNanos(1000);
  }

  /** What was observed meanwhile holds from here on; silence begins here at the earliest. */
  private boolean end(Probed probed, Instant at) {
    Step same = new Step(probed.health, null, false);
    PeriodState period = PeriodState.of(probed.health.observed());
    if (!recording.record(probed, same, period, at)) {
      return false;
    }
    probed.maintained.ended(at);
    Instant patient = at.minus(HealthKeeper.patience(probed));
    Instant heard = probed.heardAt;
    probed.heardAt = heard == null || heard.isBefore(patient) ? patient : heard;
    return true;
  }
}
