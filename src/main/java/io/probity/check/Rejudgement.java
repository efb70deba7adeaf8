package io.probity.check;

import io.probity.check.Doubts.Doubt;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Severity;
import io.probity.history.PastAttempt;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.RetryKind;
import io.probity.probe.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stored checks come to under other latency assertions and another number of attempts. Where
 * neither is another, everything stays as it was judged then. Pure but for the doubts it notes.
 */
final class Rejudgement {
  private final EndpointSpec own;
  private final int maxAttempts;
  private final boolean otherAttempts;

  /** Null: the endpoint's own, by which the checks were judged already. */
  private final @Nullable List<Assertion.Latency> bounds;

  private final Doubts doubts;

  Rejudgement(EndpointSpec own, EndpointSpec asked, Doubts doubts) {
    this.own = own;
    this.maxAttempts = asked.retry().maxAttempts();
    this.otherAttempts = maxAttempts != own.retry().maxAttempts();
    this.bounds = bounds(own).equals(bounds(asked)) ? null : bounds(asked);
    this.doubts = doubts;
  }

  private static List<Assertion.Latency> bounds(EndpointSpec spec) {
    return spec.assertions().stream()
        .filter(Assertion.Latency.class::isInstance)
        .map(Assertion.Latency.class::cast)
        .toList();
  }

  /** What a check, or an attempt, comes to. */
  record Judged(Verdict verdict, @Nullable Failure failure) {
    private static final Judged UP = new Judged(Verdict.UP, null);

    static Judged of(Verdict verdict, @Nullable FailureClass cls) {
      return new Judged(verdict, cls == null ? null : Failure.of(cls, ""));
    }

    boolean failed() {
      return verdict == Verdict.DOWN || verdict == Verdict.UNKNOWN;
    }

    @Nullable FailureClass cls() {
      return failure == null ? null : failure.cls();
    }
  }

  /** Whether the single attempts of checks have a say. */
  boolean needsAttempts() {
    return bounds != null || otherAttempts;
  }

  /**
   * What a check comes to.
   *
   * @param stored its attempts in order, null: not kept, or there was only one
   */
  Judged of(CheckSummary check, @Nullable List<PastAttempt> stored) {
    Judged recorded = new Judged(check.verdict(), check.failure());
    if (!needsAttempts() || check.verdict() == Verdict.UNKNOWN && check.attempts() == 1) {
      return recorded;
    }
    boolean complete = stored != null && stored.size() == check.attempts();
    if (check.attempts() > 1 && !complete) {
      doubts.add(Doubt.ATTEMPTS_NOT_KEPT, check.at());
    }
    int counted = complete ? 0 : check.attempts() - 1;
    List<PastAttempt> earlier =
        complete && stored != null ? stored.subList(0, stored.size() - 1) : List.of();
    for (PastAttempt each : earlier) {
      Judged judged = rejudged(attempt(each), each.totalUs(), check);
      boolean stale = each.failure() == FailureClass.REQUEST_STALE_CONNECTION;
      counted += stale ? 0 : 1;
      if (!judged.failed() || !stale && counted >= maxAttempts) {
        return judged;
      }
    }
    Judged judged = rejudged(recorded, check.timings().totalUs(), check);
    if (judged.verdict() == Verdict.DOWN && wouldGoOn(judged, recorded, counted + 1)) {
      doubts.add(Doubt.ATTEMPTS_NOT_MADE, check.at());
    }
    return judged;
  }

  /** Only one that failed was followed by another. */
  private static Judged attempt(PastAttempt attempt) {
    FailureClass cls = attempt.failure();
    if (cls == null) {
      return Judged.UP;
    }
    return Judged.of(cls.ours() ? Verdict.UNKNOWN : Verdict.DOWN, cls);
  }

  private Judged rejudged(Judged recorded, int totalUs, CheckSummary check) {
    if (bounds == null || recorded.verdict() == Verdict.UNKNOWN) {
      return recorded;
    }
    Judged otherwise = recorded;
    if (recorded.cls() == FailureClass.ASSERTION_LATENCY) {
      otherwise = Judged.UP;
      if (hides(recorded.verdict())) {
        doubts.add(Doubt.ASSERTIONS_NOT_JUDGED, check.at());
      }
    }
    if (otherwise.verdict() == Verdict.DOWN || fails(totalUs, Severity.DOWN)) {
      return otherwise.verdict() == Verdict.DOWN
          ? otherwise
          : Judged.of(Verdict.DOWN, FailureClass.ASSERTION_LATENCY);
    }
    return otherwise.verdict() == Verdict.UP && fails(totalUs, Severity.DEGRADED)
        ? Judged.of(Verdict.DEGRADED, FailureClass.ASSERTION_LATENCY)
        : otherwise;
  }

  private boolean fails(int totalUs, Severity severity) {
    return bounds != null
        && bounds.stream()
            .anyMatch(
                each -> each.severity() == severity && totalUs >= each.below().toNanos() / 1_000);
  }

  /** Whether a latency assertion that failed kept another one from being named. */
  private boolean hides(Verdict verdict) {
    boolean latencySeen = false;
    for (Assertion each : own.assertions()) {
      boolean ofSeverity = each.severity() == Severity.DOWN == (verdict == Verdict.DOWN);
      boolean named = each instanceof Assertion.Latency;
      if (latencySeen && !named && (ofSeverity || verdict == Verdict.DOWN)) {
        return true;
      }
      latencySeen |= named && ofSeverity;
    }
    return false;
  }

  /** Whether a failed check would have been attempted once more, as far as its class tells. */
  private boolean wouldGoOn(Judged judged, Judged recorded, int counted) {
    FailureClass cls = judged.cls();
    if (cls == null || counted >= maxAttempts) {
      return false;
    }
    boolean ended = recorded.verdict() == Verdict.DOWN && recorded.cls() == cls;
    if (ended && counted < own.retry().maxAttempts()) {
      return false;
    }
    RetryKind kind = cls.retryKind();
    boolean again = kind != RetryKind.NEVER && (kind != RetryKind.CONFIRM_ONCE || counted == 1);
    return again && (own.idempotent() || cls.phase().compareTo(Phase.REQUEST) < 0);
  }
}
