package io.probity.health;

import io.probity.endpoint.Thresholds;
import io.probity.health.HealthState.Seen;
import io.probity.probe.Failure;
import io.probity.probe.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How verdicts become health. Pure: the same states and verdicts give the same transitions.
 *
 * <p>Thresholds count consecutive checks. A degraded check is a pass for the way out of down and no
 * failure for the way into it; up and degraded change into each other by the same numbers. An
 * unknown verdict changes nothing at all.
 */
public final class HealthPolicy {
  private HealthPolicy() {}

  /**
   * What one check leads to.
   *
   * @param state the state from now on
   * @param transition null: the observed state stays
   * @param undecided whether failures have been seen that do not yet decide, so that confirming
   *     checks make sense
   */
  public record Step(HealthState state, @Nullable Transition transition, boolean undecided) {
    /** The same, after people were told of it. */
    public Step telling(Told told) {
      return new Step(state.telling(told), transition, undecided);
    }
  }

  /**
   * Takes one check into account.
   *
   * @param newIncident makes the id of an incident, asked only if one could open; null: none opens
   *     now (maintenance), but by the first failed check for which there is an id
   */
  public static Step next(
      HealthState state,
      Thresholds thresholds,
      Instant at,
      Verdict verdict,
      @Nullable Failure failure,
      Supplier<@Nullable UUID> newIncident) {
    if (verdict == Verdict.UNKNOWN) {
      return new Step(state, null, undecided(state, thresholds));
    }
    HealthState seen = state.seeing(new Seen(at, verdict, failure), window(thresholds));
    ObservedState to = decide(seen, thresholds);
    if (to == state.observed()) {
      boolean unannounced = to == ObservedState.DOWN && seen.incidentId() == null;
      return unannounced && verdict == Verdict.DOWN
          ? openedLate(seen, failure, newIncident.get())
          : new Step(seen, null, undecided(seen, thresholds));
    }
    return moved(seen, to, startOfRun(seen, thresholds, to), failure, newIncident);
  }

  private static Step openedLate(
      HealthState seen, @Nullable Failure failure, @Nullable UUID incident) {
    Instant since = seen.since();
    if (incident == null || since == null) {
      return new Step(seen, null, false);
    }
    Transition transition =
        new Transition(seen.observed(), seen.observed(), since, since, failure, incident, null);
    return new Step(
        new HealthState(seen.observed(), since, incident, seen.recent(), seen.told()),
        transition,
        false);
  }

  /**
   * Closes the open incident of an endpoint that is paused, deleted or disabled. What is observed
   * starts anew when probing does.
   *
   * @return null transition where no incident was open
   */
  public static Step stop(HealthState state, Instant at, Resolution resolution) {
    HealthState stopped = new HealthState(ObservedState.UNKNOWN, at, null, List.of());
    Transition transition =
        state.incidentId() == null
            ? null
            : new Transition(
                state.observed(),
                ObservedState.UNKNOWN,
                at,
                state.since(),
                null,
                state.incidentId(),
                resolution);
    return new Step(stopped, transition, false);
  }

  private static Step moved(
      HealthState seen,
      ObservedState to,
      Instant start,
      @Nullable Failure failure,
      Supplier<@Nullable UUID> newIncident) {
    ObservedState from = seen.observed();
    Instant before = seen.since();
    Instant since = before != null && !start.isAfter(before) ? before.plusNanos(1000) : start;
    UUID incident = to == ObservedState.DOWN ? newIncident.get() : seen.incidentId();
    Resolution resolution =
        to != ObservedState.DOWN && incident != null ? Resolution.RECOVERED : null;
    Transition transition =
        new Transition(
            from, to, since, before, to == ObservedState.UP ? null : failure, incident, resolution);
    UUID open = resolution == null ? incident : null;
    return new Step(
        new HealthState(to, since, open, seen.recent(), seen.told()), transition, false);
  }

  private static ObservedState decide(HealthState seen, Thresholds thresholds) {
    Verdict last = newest(seen).verdict();
    boolean failing = failures(seen, thresholds) >= thresholds.down();
    return switch (seen.observed()) {
      case DOWN -> {
        boolean passed = run(seen, HealthPolicy::passes) >= thresholds.up();
        yield passed && !(failing && thresholds.of() != null)
            ? passedState(last)
            : ObservedState.DOWN;
      }
      case UP, DEGRADED, UNKNOWN -> {
        if (last == Verdict.DOWN) {
          yield failing ? ObservedState.DOWN : seen.observed();
        }
        yield settled(seen, thresholds, last);
      }
    };
  }

  /** Between up and degraded: into degraded by the number of down, back by the number of up. */
  private static ObservedState settled(HealthState seen, Thresholds thresholds, Verdict last) {
    if (last == Verdict.UP) {
      int needed = thresholds.up();
      return run(seen, each -> each == Verdict.UP) >= needed ? ObservedState.UP : seen.observed();
    }
    int needed = thresholds.down();
    return run(seen, each -> each != Verdict.UP) >= needed
        ? ObservedState.DEGRADED
        : seen.observed();
  }

  private static ObservedState passedState(Verdict last) {
    return last == Verdict.UP ? ObservedState.UP : ObservedState.DEGRADED;
  }

  private static boolean undecided(HealthState state, Thresholds thresholds) {
    int failures = failures(state, thresholds);
    return state.observed() != ObservedState.DOWN
        && !state.recent().isEmpty()
        && newest(state).verdict() == Verdict.DOWN
        && failures > 0
        && failures < thresholds.down();
  }

  /** Failures that count now: the last run of them, or all within the window of M of N. */
  private static int failures(HealthState state, Thresholds thresholds) {
    Integer of = thresholds.of();
    if (of == null) {
      return run(state, each -> each == Verdict.DOWN);
    }
    List<Seen> recent = state.recent();
    List<Seen> inWindow = recent.subList(Math.max(0, recent.size() - of), recent.size());
    return (int) inWindow.stream().filter(each -> each.verdict() == Verdict.DOWN).count();
  }

  private static Instant startOfRun(HealthState seen, Thresholds thresholds, ObservedState to) {
    List<Seen> recent = seen.recent();
    if (to == ObservedState.DOWN && thresholds.of() != null) {
      int from = Math.max(0, recent.size() - thresholds.of());
      return recent.subList(from, recent.size()).stream()
          .filter(each -> each.verdict() == Verdict.DOWN)
          .findFirst()
          .orElseThrow()
          .at();
    }
    boolean leavesDown = seen.observed() == ObservedState.DOWN;
    int length =
        switch (to) {
          case DOWN -> run(seen, each -> each == Verdict.DOWN);
          case UP -> run(seen, leavesDown ? HealthPolicy::passes : each -> each == Verdict.UP);
          case DEGRADED ->
              run(seen, leavesDown ? HealthPolicy::passes : each -> each != Verdict.UP);
          case UNKNOWN -> 1;
        };
    return recent.get(recent.size() - length).at();
  }

  private static boolean passes(Verdict verdict) {
    return verdict != Verdict.DOWN;
  }

  private static int run(HealthState state, Predicate<Verdict> like) {
    List<Seen> recent = state.recent();
    int length = 0;
    while (length < recent.size() && like.test(recent.get(recent.size() - 1 - length).verdict())) {
      length++;
    }
    return length;
  }

  private static Seen newest(HealthState state) {
    return state.recent().get(state.recent().size() - 1);
  }

  /** How many checks the thresholds look at. */
  static int window(Thresholds thresholds) {
    int needed = Math.max(thresholds.down(), thresholds.up());
    return thresholds.of() == null ? needed : Math.max(needed, thresholds.of());
  }
}
