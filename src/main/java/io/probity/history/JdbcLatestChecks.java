package io.probity.history;

import io.probity.probe.CheckSummary;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@link LatestChecks} from stored results; those just made may still be on their way. */
@Singleton
final class JdbcLatestChecks implements LatestChecks {
  private static final Duration RECENT = Duration.ofHours(24);

  private final CheckStore checks;
  private final FailureStore failures;
  private final Partitions partitions;
  private final InstantSource clock;

  JdbcLatestChecks(
      CheckStore checks, FailureStore failures, Partitions partitions, InstantSource clock) {
    this.checks = checks;
    this.failures = failures;
    this.partitions = partitions;
    this.clock = clock;
  }

  @Override
  public Map<Long, CheckSummary> latest(Collection<Long> endpointIds) {
    Instant now = clock.instant();
    Instant recent = now.minus(RECENT);
    List<CheckRow> rows =
        new ArrayList<>(checks.latest(endpointIds, recent, now.plus(Checks.CLOCK_SKEW)));
    Set<Long> silent = new HashSet<>(endpointIds);
    rows.forEach(row -> silent.remove(row.endpointId()));
    // Few endpoints are checked so seldom: only they pay for looking into every partition.
    rows.addAll(checks.latest(silent, partitions.keptSince(now), recent));
    Map<Long, CheckSummary> latest = new HashMap<>();
    failures.complete(rows).forEach(row -> latest.put(row.endpointId(), row.check()));
    return latest;
  }

  @Override
  public Map<Long, List<CheckSummary>> recent(Collection<Wanted> wanted) {
    Map<Long, List<CheckSummary>> recent = new HashMap<>();
    for (CheckRow row : checks.recent(wanted, clock.instant().plus(Checks.CLOCK_SKEW))) {
      recent.computeIfAbsent(row.endpointId(), id -> new ArrayList<>()).add(row.check());
    }
    return recent;
  }
}
