package io.probity.history;

import io.probity.probe.CheckSummary;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored checks of an endpoint, failure details included. Blocks. */
@Singleton
public final class Checks {
  /** How far ahead of ours the clock of another replica may be. */
  static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final CheckStore checks;
  private final FailureStore failures;
  private final Partitions partitions;
  private final InstantSource clock;

  @Inject
  Checks(CheckStore checks, FailureStore failures, Partitions partitions, InstantSource clock) {
    this.checks = checks;
    this.failures = failures;
    this.partitions = partitions;
    this.clock = clock;
  }

  /**
   * The newest checks that match, newest first.
   *
   * @param before only checks before this instant, null: from the newest on; the last one's instant
   *     asks for the page that follows
   */
  public List<CheckSummary> page(
      long endpointId, CheckFilter filter, @Nullable Instant before, int limit) {
    Instant now = clock.instant();
    Instant from = filter.from() == null ? partitions.keptSince(now) : filter.from();
    Instant until = filter.to() == null ? now.plus(CLOCK_SKEW) : filter.to();
    if (before != null && before.isBefore(until)) {
      until = before;
    }
    // The failure table is small and holds every one of them; the results may be millions.
    List<CheckRow> rows =
        filter.onlyFailures()
            ? checks.at(
                endpointId,
                failures.newest(endpointId, from, until, filter.verdict(), filter.classes(), limit))
            : checks.newest(endpointId, from, until, filter.verdict(), limit);
    return failures.complete(rows).stream().map(CheckRow::check).toList();
  }
}
