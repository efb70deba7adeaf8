package io.probity.health;

import io.probity.health.HealthPolicy.Step;
import io.probity.health.Notice.Kind;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which steps of an endpoint's health people are told of. Pure.
 *
 * <p>Whoever hears of a beginning hears of its end. An endpoint flaps from when {@value
 * #CHANGES_THAT_BEGIN} of its incidents' openings and recoveries lie within the window until at
 * most {@value #CHANGES_THAT_END} do; what was announced last stays as it is meanwhile. In
 * maintenance nothing begins, and flapping does not end. A degradation that only the certificate
 * causes has announcements of its own.
 */
public final class AlertPolicy {
  /** Openings and recoveries within the window that make an endpoint flap. */
  public static final int CHANGES_THAT_BEGIN = 20;

  static final int CHANGES_THAT_END = 8;
  private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(30);
  private static final int INTERVALS = 30;

  private AlertPolicy() {}

  /**
   * What is told, and what holds from then on.
   *
   * @param notices in their order
   */
  public record Telling(Told told, List<Notice> notices) {}

  /**
   * The check that a step followed from.
   *
   * @param interval at which the endpoint is checked
   * @param maintenance whether the endpoint is in maintenance
   */
  public record Occasion(
      Instant at,
      Verdict verdict,
      @Nullable Failure failure,
      Duration interval,
      boolean maintenance) {

    /** How many of the changes count that were made of late. */
    private int changes(Told told) {
      return told.changesWithin(window(interval), at);
    }
  }

  /** The time over which changes are counted, for an endpoint that is checked at an interval. */
  public static Duration window(Duration interval) {
    Duration intervals = Duration.ofNanos(interval.toNanos() * INTERVALS);
    return intervals.compareTo(SHORTEST_WINDOW) > 0 ? intervals : SHORTEST_WINDOW;
  }

  /** What to tell of a step that a check led to. */
  public static Telling next(Told before, Step step, Occasion now) {
    if (now.verdict() == Verdict.UNKNOWN) {
      return new Telling(before, List.of());
    }
    Transition change = step.transition();
    boolean counts = change != null && change.incidentId() != null;
    Told told = counts ? before.changed(now.at()) : before;
    if (told.flapping() != null) {
      return whileFlapping(told, told.flapping(), step.state(), now);
    }
    Telling telling = ordinarily(told, step, now);
    boolean begins = counts && !now.maintenance() && now.changes(told) >= CHANGES_THAT_BEGIN;
    return change != null && begins ? beginning(told, change, telling) : telling;
  }

  /** The opening of an incident is still told, a recovery is held back. */
  private static Telling beginning(Told told, Transition change, Telling telling) {
    Notice begins = new Notice(Kind.FLAPPING, change);
    return new Telling(
        told.degraded(false).flapping(change.incidentId()),
        change.opensIncident() ? List.of(telling.notices().get(0), begins) : List.of(begins));
  }

  private static Telling ordinarily(Told told, Step step, Occasion now) {
    Transition change = step.transition();
    HealthState next = step.state();
    if (change != null && change.incidentId() != null) {
      return tell(told.degraded(isDegraded(next, now)), change);
    }
    if (isDegraded(next, now) && !told.degraded() && !now.maintenance()) {
      return tell(told.degraded(true), change == null ? late(next, now) : change);
    }
    if (next.observed() == ObservedState.UP && told.degraded()) {
      return tell(told.degraded(false), endOfDegradation(next));
    }
    return new Telling(told, List.of());
  }

  /** A degradation that maintenance held back, or that only the certificate caused so far. */
  private static Transition late(HealthState next, Occasion now) {
    Instant since = began(next);
    return new Transition(
        ObservedState.DEGRADED, ObservedState.DEGRADED, since, since, now.failure(), null, null);
  }

  private static Transition endOfDegradation(HealthState next) {
    return new Transition(
        ObservedState.DEGRADED, next.observed(), began(next), null, null, null, null);
  }

  private static Instant began(HealthState observed) {
    Instant since = observed.since();
    if (since == null) {
      throw new IllegalStateException("a state that was observed has a beginning");
    }
    return since;
  }

  /** Whether it is degraded by more than its certificate. */
  private static boolean isDegraded(HealthState next, Occasion now) {
    Failure failure = now.failure();
    return next.observed() == ObservedState.DEGRADED
        && now.verdict() == Verdict.DEGRADED
        && (failure == null || failure.cls() != FailureClass.ASSERTION_CERTIFICATE);
  }

  private static Telling tell(Told told, Transition change) {
    return new Telling(told, List.of(new Notice(Kind.CHANGE, change)));
  }

  /** It ends with a check that agrees with what is observed, so that there is evidence to show. */
  private static Telling whileFlapping(Told told, UUID open, HealthState next, Occasion now) {
    boolean often = now.changes(told) > CHANGES_THAT_END;
    if (often || now.maintenance() || !agrees(next, now.verdict())) {
      return new Telling(told, List.of());
    }
    Told settled = told.flapping(null).degraded(isDegraded(next, now));
    Instant since = began(next);
    if (next.observed() != ObservedState.DOWN) {
      Resolution recovered = Resolution.RECOVERED;
      return new Telling(
          settled, List.of(over(next.observed(), since, now.failure(), open, recovered)));
    }
    Notice stays =
        new Notice(
            Kind.SETTLED,
            new Transition(
                ObservedState.DOWN,
                ObservedState.DOWN,
                since,
                since,
                now.failure(),
                next.incidentId(),
                null));
    return open.equals(next.incidentId())
        ? new Telling(settled, List.of(stays))
        : new Telling(
            settled,
            List.of(over(ObservedState.UP, since, null, open, Resolution.RECOVERED), stays));
  }

  private static boolean agrees(HealthState next, Verdict verdict) {
    return switch (next.observed()) {
      case UP -> verdict == Verdict.UP;
      case DEGRADED -> verdict == Verdict.DEGRADED;
      case DOWN -> verdict == Verdict.DOWN && next.incidentId() != null;
      case UNKNOWN -> false;
    };
  }

  private static Notice over(
      ObservedState now,
      Instant since,
      @Nullable Failure failure,
      UUID incident,
      Resolution resolution) {
    return new Notice(
        Kind.SETTLED,
        new Transition(ObservedState.DOWN, now, since, null, failure, incident, resolution));
  }

  /** What to tell when an endpoint is paused, deleted or disabled: the end of all that is open. */
  public static List<Notice> stopped(
      HealthState before, Step step, Instant at, Resolution resolution) {
    UUID flapping = before.told().flapping();
    if (flapping != null) {
      return List.of(over(ObservedState.UNKNOWN, at, null, flapping, resolution));
    }
    Transition change = step.transition();
    if (change != null) {
      return List.of(new Notice(Kind.CHANGE, change));
    }
    return before.told().degraded()
        ? List.of(
            new Notice(
                Kind.CHANGE,
                new Transition(
                    ObservedState.DEGRADED,
                    ObservedState.UNKNOWN,
                    at,
                    before.since(),
                    null,
                    null,
                    resolution)))
        : List.of();
  }
}
