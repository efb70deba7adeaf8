package io.probity.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest stored failure of an endpoint, and what was good before it. Blocks. */
@Singleton
public final class FailedChecks {
  /** Looking further back for a check that passed would cost more than it tells. */
  private static final Duration LOOK_BACK = Duration.ofHours(24);

  private final CheckStore checks;
  private final FailureStore failures;
  private final Partitions partitions;
  private final InstantSource clock;

  FailedChecks(
      CheckStore checks, FailureStore failures, Partitions partitions, InstantSource clock) {
    this.checks = checks;
    this.failures = failures;
    this.partitions = partitions;
    this.clock = clock;
  }

  /**
   * The newest check that did not pass in full.
   *
   * @param since only checks that say the endpoint is down or degraded, from this instant on; null:
   *     any, as far back as results are kept
   */
  public Optional<FailedCheck> newest(long endpointId, @Nullable Instant since) {
    Instant now = clock.instant();
    Instant kept = partitions.keptSince(now);
    Instant from = since == null || since.isBefore(kept) ? kept : since;
    return failures
        .newestTrace(endpointId, from, now.plus(Checks.CLOCK_SKEW), since != null)
        .flatMap(trace -> failed(endpointId, trace));
  }

  private Optional<FailedCheck> failed(long endpointId, FailureStore.Trace trace) {
    for (CheckRow row : failures.complete(checks.at(endpointId, List.of(trace.at())).rows())) {
      Failure failure = row.check().failure();
      if (failure != null) {
        return Optional.of(new FailedCheck(row.check(), failure, trace.attempts()));
      }
    }
    return Optional.empty();
  }

  /**
   * The attempts of checks by their instants, in ProbeJson's form; of those that took one attempt
   * and passed none are stored.
   */
  public Map<Instant, ArrayNode> attempts(long endpointId, List<Instant> checksAt) {
    Map<Instant, ArrayNode> attempts = new HashMap<>();
    failures
        .traces(endpointId, checksAt)
        .forEach(trace -> attempts.put(trace.at(), trace.attempts()));
    return attempts;
  }

  /** The time of an endpoint from an instant until before another one. */
  public record Within(long endpointId, Instant from, Instant until) {}

  /**
   * Checks that failed by one class.
   *
   * @param first when the first of them was
   */
  public record Count(int checks, Instant first) {
    Count plus(Count other) {
      return new Count(checks + other.checks, Instants.earlier(first, other.first));
    }
  }

  /**
   * How many checks found their endpoint down, by class; those made by hand too. As far as results
   * are kept.
   *
   * @return in the order of the question
   */
  public List<Map<FailureClass, Count>> counts(List<Within> of) {
    return failures.counts(of);
  }

  /** The newest check of the day before an instant that passed in full. */
  public Optional<CheckSummary> passedBefore(long endpointId, Instant at) {
    return checks.newest(endpointId, at.minus(LOOK_BACK), at, Verdict.UP, 1).rows().stream()
        .map(CheckRow::check)
        .findFirst();
  }
}
