package io.probity.check;

import io.probity.alert.AlertConfig;
import io.probity.check.Doubts.Doubt;
import io.probity.check.ReplayStore.Period;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import io.probity.health.AlertPolicy;
import io.probity.health.HealthState;
import io.probity.health.ObservedState;
import io.probity.health.PeriodState;
import io.probity.health.Replay;
import io.probity.history.PastChecks;
import io.probity.probe.CheckSummary;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * Answers what would have fired if an endpoint had been judged by other settings. Stores nothing.
 * Blocks.
 */
@Singleton
public final class Replays {
  /** Checks that one replay goes through. */
  public static final int MAX_CHECKS = 2_000_000;

  /** Alerts that one replay answers. */
  static final int MAX_FIRED = 10_000;

  private static final int AT_A_TIME = 2;
  private static final UUID OPEN = new UUID(0, 0);

  /** An event is stored when its check has ended, which takes a day at most. */
  private static final Duration LATEST = Duration.ofDays(1);

  private final ReplayStore store;
  private final PastChecks checks;
  private final AlertConfig alerts;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(AT_A_TIME);

  @Inject
  Replays(ReplayStore store, PastChecks checks, AlertConfig alerts, InstantSource clock) {
    this.store = store;
    this.checks = checks;
    this.alerts = alerts;
    this.clock = clock;
  }

  /**
   * Replays {@code [from, to)}, as far as the endpoint existed, the time has passed and results are
   * kept.
   *
   * @param asked the endpoint's configuration with other thresholds, latency assertions or attempts
   * @throws TooManyReplays if others have to end first
   * @throws InvalidInput if the window holds too much
   */
  public Replayed replay(Endpoint endpoint, EndpointSpec asked, Instant from, Instant to) {
    if (!places.tryAcquire()) {
      throw new TooManyReplays();
    }
    try {
      return new Task(endpoint, asked, clock.instant()).replay(from, to);
    } finally {
      places.release();
    }
  }

  /** The work for one answer. */
  private final class Task {
    private final Endpoint endpoint;
    private final EndpointSpec asked;
    private final Instant now;
    private final Doubts doubts = new Doubts();

    Task(Endpoint endpoint, EndpointSpec asked, Instant now) {
      this.endpoint = endpoint;
      this.asked = asked;
      this.now = now;
    }

    Replayed replay(Instant wanted, Instant to) {
      Instant until = to.isAfter(now) ? now : to;
      Instant from = later(wanted, endpoint.createdAt());
      Instant kept = checks.keptSince(now);
      if (from.isBefore(kept)) {
        doubts.add(Doubt.RESULTS_NOT_KEPT, kept);
        from = kept;
      }
      from = from.isAfter(until) ? until : from;
      if (from.isBefore(endpoint.updatedAt()) && endpoint.revision() > 1) {
        doubts.add(Doubt.EDITED, endpoint.updatedAt());
      }
      ReplayRun run = run(from, until);
      return answer(run, from, until);
    }

    /** It begins earlier than the window, so that counters and flapping are as they were. */
    private ReplayRun run(Instant from, Instant until) {
      Duration lead = AlertPolicy.window(endpoint.spec().interval()).multipliedBy(2);
      Instant begin = later(later(from.minus(lead), endpoint.createdAt()), checks.keptSince(now));
      begin = begin.isAfter(from) ? from : begin;
      List<Period> periods = new ArrayList<>(store.periods(endpoint.id(), begin, until));
      boolean known = !periods.isEmpty() && !periods.get(0).from().isAfter(begin);
      Period first = known ? periods.remove(0) : new Period(begin, PeriodState.UNKNOWN);
      ReplayRun run =
          new ReplayRun(
              new Replay(asked, start(from, begin, first)),
              endpoint.spec(),
              asked,
              endpoint.revision() > 1 ? endpoint.updatedAt() : null,
              from,
              periods,
              first.state(),
              doubts);
      checks.each(
          endpoint.id(), begin, until, run.needsAttempts(), piece -> take(run, piece, from));
      run.finish(until);
      return run;
    }

    private HealthState start(Instant from, Instant begin, Period first) {
      Instant open = store.openSince(endpoint.id(), begin).orElse(null);
      if (open == null) {
        return started(first);
      }
      boolean stillOpen = store.openSince(endpoint.id(), from).filter(open::equals).isPresent();
      if (stillOpen && !asked.equals(endpoint.spec())) {
        doubts.add(Doubt.BEGAN_DOWN, from);
      }
      return new HealthState(ObservedState.DOWN, open, OPEN, List.of());
    }

    private void take(ReplayRun run, PastChecks.Piece piece, Instant from) {
      piece.unreadable().stream()
          .filter(each -> !each.to().isBefore(from))
          .forEach(each -> doubts.add(Doubt.RESULTS_DAMAGED, each.from()));
      for (CheckSummary check : piece.checks()) {
        run.take(check, piece.attempts().get(check.at()));
      }
      if (run.checks() > MAX_CHECKS) {
        throw tooMuch("checks", MAX_CHECKS);
      }
      bounded(run.fired());
    }

    private Replayed answer(ReplayRun run, Instant from, Instant until) {
      Instant kept = now.minus(alerts.alertKeep());
      Instant timedFrom = earlier(later(from, kept), until);
      List<Fired> actual = new ArrayList<>();
      if (timedFrom.isAfter(from)) {
        doubts.add(Doubt.EVENTS_NOT_KEPT, timedFrom);
        actual.addAll(store.incidents(endpoint.id(), from, timedFrom, MAX_FIRED + 1));
      }
      Set<Comparison.Subject> known = Comparison.subjects(actual);
      store.events(endpoint.id(), timedFrom, until.plus(LATEST), MAX_FIRED + 1).stream()
          .filter(each -> !each.at().isBefore(from) && each.at().isBefore(until))
          .filter(each -> !known.contains(Comparison.Subject.of(each)))
          .forEach(actual::add);
      bounded(actual);
      List<Fired> replayed = List.copyOf(run.fired());
      return new Replayed(
          from,
          until,
          run.checks(),
          List.copyOf(actual),
          replayed,
          Comparison.of(actual, replayed, timedFrom),
          doubts.entries());
    }
  }

  private static HealthState started(Period period) {
    return switch (period.state()) {
      case UP -> new HealthState(ObservedState.UP, period.from(), null, List.of());
      case DEGRADED -> new HealthState(ObservedState.DEGRADED, period.from(), null, List.of());
      case DOWN -> new HealthState(ObservedState.DOWN, period.from(), null, List.of());
      case UNKNOWN, PAUSED, MAINTENANCE -> HealthState.NEW;
    };
  }

  private static void bounded(List<Fired> fired) {
    if (fired.size() > MAX_FIRED) {
      throw tooMuch("alerts", MAX_FIRED);
    }
  }

  private static InvalidInput tooMuch(String what, int limit) {
    return new InvalidInput(
        List.of(
            new FieldError(
                "/from",
                "The window holds more than %,d %s; choose a shorter one."
                    .formatted(limit, what))));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
