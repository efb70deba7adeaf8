package io.probity.check;

import io.probity.alert.EndpointEvents;
import io.probity.cluster.Ownership;
import io.probity.db.Fence;
import io.probity.db.Ids;
import io.probity.health.AlertPolicy;
import io.probity.health.AlertPolicy.Occasion;
import io.probity.health.AlertPolicy.Telling;
import io.probity.health.HealthChange;
import io.probity.health.HealthPolicy;
import io.probity.health.HealthPolicy.Step;
import io.probity.health.HealthState;
import io.probity.health.MaintenancePlan;
import io.probity.health.Notice;
import io.probity.health.ObservedState;
import io.probity.health.PeriodState;
import io.probity.health.Recollection;
import io.probity.health.Resolution;
import io.probity.health.Transition;
import io.probity.probe.Check;
import io.probity.probe.Observation;
import io.probity.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves the health of the endpoints this replica owns and hands each change to the recorder.
 * Confined to the event loop.
 */
final class HealthKeeper {
  private static final Logger LOG = Logger.getLogger(HealthKeeper.class);

  private static final UUID UNUSED = new UUID(0, 0);

  private final Recorder recorder;
  private final Ownership ownership;
  private final EndpointEvents events;
  private final InstantSource clock;
  private final LongConsumer undone;
  private final Decisions decisions;
  private final MaintenanceKeeper maintenance;

  /** Hears of changes of health as they are decided. */
  interface Decisions {
    /** Called on the event loop; what it throws is a bug. */
    void decided(Transition change, Instant at);
  }

  /**
   * A keeper.
   *
   * @param undone told the endpoint whose pause, resumption or deletion found no room and has to be
   *     taken up again
   */
  HealthKeeper(
      Recorder recorder,
      Ownership ownership,
      EndpointEvents events,
      InstantSource clock,
      LongConsumer undone) {
    this(recorder, ownership, events, clock, undone, (change, at) -> {});
  }

  /** A keeper that tells somebody else of what it decides. */
  HealthKeeper(
      Recorder recorder,
      Ownership ownership,
      EndpointEvents events,
      InstantSource clock,
      LongConsumer undone,
      Decisions decisions) {
    this.recorder = recorder;
    this.ownership = ownership;
    this.events = events;
    this.clock = clock;
    this.undone = undone;
    this.decisions = decisions;
    this.maintenance =
        new MaintenanceKeeper(
            clock, (probed, step, period, from) -> record(probed, step, period, from, News.NONE));
  }

  /** The maintenance windows from now on. */
  void plan(MaintenancePlan plan) {
    maintenance.plan(plan);
  }

  /**
   * Begins or ends maintenance as it is due.
   *
   * @return whether that ended with an outage of which nobody has been told
   */
  boolean maintain(Probed probed) {
    return maintenance.keep(probed);
  }

  /** Whether a check, if it counted now, would change the state or open an incident. */
  boolean moves(Probed probed, Check check) {
    return HealthPolicy.next(
                probed.health,
                probed.endpoint.spec().thresholds(),
                check.at(),
                check.verdict(),
                check.failure(),
                () -> probed.maintained.isRunning() ? null : UNUSED)
            .transition()
        != null;
  }

  /** Takes a finished check into account; returns whether confirming checks make sense. */
  boolean checked(Probed probed, Check check) {
    maintain(probed);
    hear(probed, check);
    Step step =
        HealthPolicy.next(
            probed.health,
            probed.endpoint.spec().thresholds(),
            check.at(),
            check.verdict(),
            check.failure(),
            () -> probed.maintained.isRunning() ? null : Ids.uuid7(clock.instant()));
    Telling telling = AlertPolicy.next(probed.health.told(), step, occasion(probed, check));
    Transition transition = step.transition();
    Step told = step.telling(telling.told());
    if (transition == null && told.state().told().equals(probed.health.told())) {
      probed.health = step.state();
    } else {
      Instant from = transition == null ? null : from(probed, transition, check.at());
      PeriodState period = probed.maintained.accounts(PeriodState.of(told.state().observed()));
      News news = announced(probed, telling.notices(), check);
      if (record(probed, told, period, from, news)) {
        log(probed, transition);
      }
    }
    if (good(probed, check)) {
      probed.lastGood = Observation.of(check, probed.lastGood);
    }
    return step.undecided();
  }

  private static Instant from(Probed probed, Transition transition, Instant at) {
    return probed.maintained.notBefore(transition.isLate() ? at : transition.since());
  }

  private static Occasion occasion(Probed probed, Check check) {
    return new Occasion(
        check.at(),
        check.verdict(),
        check.failure(),
        probed.endpoint.spec().interval(),
        probed.maintained.isRunning());
  }

  private static void log(Probed probed, @Nullable Transition transition) {
    if (transition != null) {
      LOG.infof(
          "%s (%s) is %s%s",
          probed.endpoint.spec().name(),
          probed.endpoint.publicId(),
          transition.to().wireName(),
          transition.failure() == null ? "" : ": " + transition.failure().cls().wireName());
    }
  }

  /**
   * Whether later checks are compared with this one: a degraded one only where no better is known,
   * and never before it has been announced.
   */
  private static boolean good(Probed probed, Check check) {
    return check.verdict() == Verdict.UP
        || check.verdict() == Verdict.DEGRADED
            && probed.health.observed() == ObservedState.DEGRADED
            && probed.lastGood() == null;
  }

  /**
   * Silence is over with the first real verdict after it: until then nobody knew (a restart, a
   * sleeping machine, a monitor at fault), from then on the state before holds on, its counters at
   * nought.
   */
  private void hear(Probed probed, Check check) {
    if (check.verdict() == Verdict.UNKNOWN) {
      return;
    }
    Instant heard = probed.heardAt;
    Instant silentFrom = heard == null ? check.at() : heard.plus(patience(probed));
    boolean silent = silentFrom.isBefore(check.at());
    boolean accounted =
        probed.maintained.isRunning() || probed.health.observed() == ObservedState.UNKNOWN;
    if (silent && accounted) {
      probed.health = probed.health.withoutCounters();
    } else if (silent) {
      Step same = new Step(probed.health.withoutCounters(), null, false);
      PeriodState state = PeriodState.of(same.state().observed());
      if (!record(probed, same, PeriodState.UNKNOWN, silentFrom, News.NONE)
          || !record(probed, same, state, check.at(), News.NONE)) {
        return;
      }
    }
    if (heard == null || heard.isBefore(check.at())) {
      probed.heardAt = check.at();
    }
  }

  /** How long an endpoint may be silent before nothing is known of it any more. */
  static Duration patience(Probed probed) {
    return Recollection.patience(probed.endpoint.spec());
  }

  /** Accounts the time from now on to a pause and closes an open incident. */
  void paused(Probed probed) {
    if (probed.paused) {
      return;
    }
    if (stop(probed, Resolution.PAUSED)) {
      probed.paused = true;
    } else {
      undone.accept(probed.endpoint.id());
    }
  }

  /** Closes the books of an endpoint that was deleted. */
  void deleted(Probed probed) {
    if (probed.healthVersion > 0 && !probed.paused && !stop(probed, Resolution.DELETED)) {
      undone.accept(probed.endpoint.id());
    }
  }

  private boolean stop(Probed probed, Resolution resolution) {
    Instant now = now(probed);
    Step step = HealthPolicy.stop(probed.health, now, resolution);
    List<Notice> notices = AlertPolicy.stopped(probed.health, step, now, resolution);
    News news = announced(probed, notices, null);
    boolean recorded = record(probed, step, PeriodState.PAUSED, now, news);
    if (recorded) {
      probed.maintained.restore(null);
    }
    return recorded;
  }

  /** Ends a pause: nothing is known until the next check. */
  void resumed(Probed probed) {
    if (probed.paused) {
      Instant now = now(probed);
      HealthState unknown = new HealthState(HealthState.NEW.observed(), now, null, List.of());
      if (record(probed, new Step(unknown, null, false), PeriodState.UNKNOWN, now, News.NONE)) {
        probed.paused = false;
      } else {
        undone.accept(probed.endpoint.id());
      }
    }
  }

  /** Now, but after the start of the state before, so that periods never overlap. */
  private Instant now(Probed probed) {
    Instant now = clock.instant();
    Instant since = probed.health.since();
    return since == null || now.isAfter(since) ? now : since.plusNanos(1000);
  }

  private boolean record(
      Probed probed, Step step, PeriodState period, @Nullable Instant from, News news) {
    HealthState next = step.state();
    HealthChange change =
        new HealthChange(
            probed.endpoint.id(),
            probed.healthVersion,
            next,
            period,
            from,
            step.transition(),
            null);
    int shard = probed.endpoint.shard();
    Fence fence = ownership.fence(shard);
    if (!recorder.offer(new PendingChange(shard, fence, change, probed.lastGood(), news))) {
      return false;
    }
    probed.health = next;
    probed.healthVersion++;
    if (change.transition() != null) {
      decisions.decided(change.transition(), clock.instant());
    }
    return true;
  }

  private News announced(Probed probed, List<Notice> notices, @Nullable Check check) {
    Observation seen = check == null ? null : Observation.of(check);
    return notices.isEmpty()
        ? News.NONE
        : new Announced(events, probed.endpoint, notices, seen, clock.instant());
  }
}
