package io.probity.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.alert.EndpointEvents;
import io.probity.alert.Event;
import io.probity.cluster.Ownership;
import io.probity.db.Ids;
import io.probity.health.HealthChange;
import io.probity.health.HealthPolicy;
import io.probity.health.HealthPolicy.Step;
import io.probity.health.HealthState;
import io.probity.health.PeriodState;
import io.probity.health.Resolution;
import io.probity.health.Transition;
import io.probity.probe.Check;
import io.probity.probe.Verdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves the health of the endpoints this replica owns and hands each change to the recorder.
 * Confined to the event loop.
 */
final class HealthKeeper {
  private static final Logger LOG = Logger.getLogger(HealthKeeper.class);

  private final Recorder recorder;
  private final Ownership ownership;
  private final EndpointEvents events;
  private final InstantSource clock;

  HealthKeeper(Recorder recorder, Ownership ownership, EndpointEvents events, InstantSource clock) {
    this.recorder = recorder;
    this.ownership = ownership;
    this.events = events;
    this.clock = clock;
  }

  /** Takes a finished check into account; returns whether confirming checks make sense. */
  boolean checked(Probed probed, Check check) {
    Step step =
        HealthPolicy.next(
            probed.health,
            probed.endpoint.spec().thresholds(),
            check.at(),
            check.verdict(),
            check.failure(),
            () -> Ids.uuid7(clock.instant()));
    Transition transition = step.transition();
    if (transition == null) {
      probed.health = step.state();
    } else if (record(probed, step, PeriodState.of(transition.to()), check)) {
      LOG.infof(
          "%s (%s) is %s%s",
          probed.endpoint.spec().name(),
          probed.endpoint.publicId(),
          transition.to().wireName(),
          transition.failure() == null ? "" : ": " + transition.failure().cls().wireName());
    }
    if (check.verdict() == Verdict.UP || check.verdict() == Verdict.DEGRADED) {
      probed.lastGood = check.summary();
      probed.lastGoodTls = check.deciding().tls();
    }
    return step.undecided();
  }

  /** Accounts the time from now on to a pause and closes an open incident. */
  void paused(Probed probed) {
    if (!probed.paused && stop(probed, Resolution.PAUSED)) {
      probed.paused = true;
    }
  }

  /** Closes the books of an endpoint that was deleted. */
  void deleted(Probed probed) {
    if (probed.healthVersion > 0 && !probed.paused) {
      stop(probed, Resolution.DELETED);
    }
  }

  private boolean stop(Probed probed, Resolution resolution) {
    Step step = HealthPolicy.stop(probed.health, now(probed), resolution);
    return record(probed, step, PeriodState.PAUSED, null);
  }

  /** Ends a pause: nothing is known until the next check. */
  void resumed(Probed probed) {
    if (probed.paused) {
      Instant now = now(probed);
      HealthState unknown = new HealthState(HealthState.NEW.observed(), now, null, List.of());
      if (record(probed, new Step(unknown, null, false), PeriodState.UNKNOWN, null)) {
        probed.paused = false;
      }
    }
  }

  /** Now, but after the start of the state before, so that periods never overlap. */
  private Instant now(Probed probed) {
    Instant now = clock.instant();
    Instant since = probed.health.since();
    return since == null || now.isAfter(since) ? now : since.plusNanos(1000);
  }

  private boolean record(Probed probed, Step step, PeriodState period, @Nullable Check check) {
    HealthState next = step.state();
    Instant from = next.since();
    if (from == null) {
      throw new IllegalStateException("a change of health has a beginning");
    }
    JsonNode lastGood = LastGood.json(probed);
    HealthChange change =
        new HealthChange(
            probed.endpoint.id(),
            probed.healthVersion,
            next,
            period,
            from,
            step.transition(),
            lastGood);
    PendingChange pending =
        new PendingChange(
            probed.endpoint.shard(),
            ownership.fence(probed.endpoint.shard()),
            change,
            announced(probed, step.transition(), check, lastGood));
    if (!recorder.offer(pending)) {
      LOG.warnf(
          "No room for a change of endpoint %s; its next check decides again",
          probed.endpoint.publicId());
      return false;
    }
    probed.health = next;
    probed.healthVersion++;
    return true;
  }

  private List<Event> announced(
      Probed probed,
      @Nullable Transition transition,
      @Nullable Check check,
      @Nullable JsonNode lastGood) {
    return transition == null
        ? List.of()
        : events
            .of(
                probed.endpoint,
                transition,
                check == null ? null : check.summary(),
                check == null ? null : check.deciding().tls(),
                lastGood,
                clock.instant())
            .map(List::of)
            .orElse(List.of());
  }
}
