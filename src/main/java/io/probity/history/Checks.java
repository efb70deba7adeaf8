package io.probity.history;

import io.probity.probe.CheckSummary;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The stored checks of an endpoint, failure details included. Blocks. */
@Singleton
public final class Checks {
  /** How far ahead of ours the clock of another replica may be. */
  static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final int PIECE = 4_096;

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
  public CheckPage page(long endpointId, CheckFilter filter, @Nullable Instant before, int limit) {
    Instant now = clock.instant();
    Instant from = filter.from() == null ? partitions.keptSince(now) : filter.from();
    Instant until = filter.to() == null ? now.plus(CLOCK_SKEW) : filter.to();
    if (before != null && before.isBefore(until)) {
      until = before;
    }
    Found found =
        filter.onlyFailures()
            ? failing(endpointId, from, until, filter, limit)
            : checks.newest(endpointId, from, until, filter.verdict(), limit);
    return new CheckPage(
        failures.complete(found.rows()).stream().map(CheckRow::check).toList(), found.unreadable());
  }

  /**
   * All checks that match, newest first, piece by piece: no more than a piece is held at a time,
   * and no transaction stays open while {@code piece} works on one.
   */
  public void each(long endpointId, CheckFilter filter, Consumer<CheckPage> piece) {
    Instant before = null;
    CheckPage page;
    do {
      page = page(endpointId, filter, before, PIECE);
      piece.accept(page);
      List<CheckSummary> checks = page.checks();
      before = checks.isEmpty() ? null : checks.get(checks.size() - 1).at();
    } while (page.checks().size() == PIECE);
  }

  /** The failure table is small and holds every one of them; the results may be millions. */
  private Found failing(
      long endpointId, Instant from, Instant until, CheckFilter filter, int limit) {
    List<CheckRow> rows = new ArrayList<>();
    Set<Unreadable> unreadable = new LinkedHashSet<>();
    Instant end = until;
    boolean more = true;
    // A page that lacks what is unreadable must not look like the last one.
    while (more && rows.size() < limit) {
      int missing = limit - rows.size();
      List<Instant> instants =
          failures.newest(endpointId, from, end, filter.verdict(), filter.classes(), missing);
      Found found = checks.at(endpointId, instants);
      rows.addAll(found.rows());
      unreadable.addAll(found.unreadable());
      more = instants.size() == missing;
      end = instants.isEmpty() ? end : instants.get(instants.size() - 1);
    }
    return new Found(rows, List.copyOf(unreadable));
  }
}
