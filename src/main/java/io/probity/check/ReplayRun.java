package io.probity.check;

import io.probity.alert.EndpointEvents;
import io.probity.check.Doubts.Doubt;
import io.probity.check.ReplayStore.Period;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Thresholds;
import io.probity.health.Notice;
import io.probity.health.PeriodState;
import io.probity.health.Replay;
import io.probity.history.PastAttempt;
import io.probity.probe.CheckSummary;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One replay: takes the checks of an endpoint in their order, between them what became of it
 * otherwise, and notes what would have been told. Constant memory but for what fires. Pure.
 */
final class ReplayRun {
  /** How long a grid and a confirming check may miss each other by. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private final Replay replay;
  private final Rejudgement rejudgement;
  private final Thresholds own;
  private final Thresholds asked;
  private final Instant from;
  private final Doubts doubts;
  private final Deque<Period> periods;
  private final List<Fired> fired = new ArrayList<>();
  private @Nullable Instant editedAt;
  private PeriodState period;
  private @Nullable Instant undecidedSince;
  private long checks;

  /**
   * A run.
   *
   * @param editedAt when the configuration was changed last, null: never
   * @param from what fires earlier only leads up to the window and is not noted
   * @param periods that begin after the replay does, oldest first
   * @param period what the time is accounted to when the replay begins
   */
  ReplayRun(
      Replay replay,
      EndpointSpec own,
      EndpointSpec asked,
      @Nullable Instant editedAt,
      Instant from,
      List<Period> periods,
      PeriodState period,
      Doubts doubts) {
    this.replay = replay;
    this.rejudgement = new Rejudgement(own, asked, doubts);
    this.own = own.thresholds();
    this.asked = asked.thresholds();
    this.editedAt = editedAt;
    this.from = from;
    this.periods = new ArrayDeque<>(periods);
    this.period = period;
    this.doubts = doubts;
    replay.maintained(period == PeriodState.MAINTENANCE, from);
  }

  boolean needsAttempts() {
    return rejudgement.needsAttempts();
  }

  /**
   * Takes the next check.
   *
   * @param attempts null: there was one, or they are not known
   */
  void take(CheckSummary check, @Nullable List<PastAttempt> attempts) {
    if (check.trigger() == Trigger.MANUAL) {
      return;
    }
    turnUntil(end(check), check.at());
    if (isLeftOut(check)) {
      return;
    }
    boolean counts = !check.at().isBefore(from);
    checks += counts ? 1 : 0;
    if (counts) {
      doubt(check);
    }
    Rejudgement.Judged judged = rejudgement.of(check, attempts);
    note(check.at(), replay.checked(check.at(), judged.verdict(), judged.failure()));
    undecidedSince = replay.isUndecided() ? check.at() : null;
  }

  private static Instant end(CheckSummary check) {
    return check.at().plusNanos(1_000L * ((long) check.lagUs() + check.timings().totalUs()));
  }

  /** A confirming check that these settings would not have asked for. */
  private boolean isLeftOut(CheckSummary check) {
    boolean asksForNone = asked.confirm() == null || !replay.isUndecided();
    if (check.trigger() != Trigger.CONFIRM || own.equals(asked) || !asksForNone) {
      return false;
    }
    if (!check.at().isBefore(from)) {
      doubts.add(Doubt.CONFIRMATIONS_LEFT_OUT, check.at());
    }
    return true;
  }

  private void doubt(CheckSummary check) {
    Duration confirm = asked.confirm();
    boolean confirming = check.trigger() == Trigger.CONFIRM;
    if (confirming && confirm != null && !confirm.equals(own.confirm())) {
      doubts.add(Doubt.CONFIRMATIONS_AT_OTHER_TIMES, check.at());
    }
    if (!confirming
        && undecidedSince != null
        && confirm != null
        && undecidedSince.plus(confirm).plus(SLACK).isBefore(check.at())) {
      doubts.add(Doubt.CONFIRMATIONS_NOT_MADE, undecidedSince);
    }
    if (check.verdict() == Verdict.UNKNOWN) {
      doubts.add(Doubt.MONITOR_AT_FAULT, check.at());
    } else if (replay.endsSilence(check.at()) && period != PeriodState.PAUSED) {
      doubts.add(Doubt.GAPS, check.at());
    }
  }

  /** What happened after the last check, up to the end of the window. */
  void finish(Instant until) {
    turnUntil(until, until);
  }

  /**
   * Whatever came until a check ended was there when it was judged. Maintenance that was found to
   * have begun before the check ahead of this one is written down just after that.
   */
  private void turnUntil(Instant end, Instant at) {
    while (!periods.isEmpty() && isBy(periods.getFirst().from(), end, at)) {
      Period next = periods.removeFirst();
      edit(next.from());
      turn(next);
    }
    edit(end);
  }

  private static boolean isBy(Instant turn, Instant end, Instant at) {
    return !turn.isAfter(end) && !turn.equals(at.plusNanos(1_000));
  }

  private void edit(Instant until) {
    if (editedAt != null && !editedAt.isAfter(until)) {
      replay.edited(editedAt);
      undecidedSince = null;
      editedAt = null;
    }
  }

  private void turn(Period next) {
    Instant at = next.from();
    if (next.state() == PeriodState.PAUSED && period != PeriodState.PAUSED) {
      note(at, replay.paused(at));
      undecidedSince = null;
    } else if (period == PeriodState.PAUSED && next.state() != PeriodState.PAUSED) {
      replay.resumed(at);
    }
    replay.maintained(next.state() == PeriodState.MAINTENANCE, at);
    period = next.state();
  }

  private void note(Instant at, List<Notice> notices) {
    if (at.isBefore(from)) {
      return;
    }
    for (Notice each : notices) {
      fired.add(new Fired(EndpointEvents.typeOf(each), at, each.change().since()));
    }
  }

  /** What would have fired so far, oldest first. */
  List<Fired> fired() {
    return fired;
  }

  /** How many checks of the window were taken. */
  long checks() {
    return checks;
  }
}
