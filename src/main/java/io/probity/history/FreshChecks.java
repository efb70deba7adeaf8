package io.probity.history;

import io.probity.probe.CheckSummary;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The results that came lately, of whichever replica. Blocks. */
@Singleton
public final class FreshChecks {
  private final CheckStore checks;
  private final FailureStore failures;

  @Inject
  FreshChecks(CheckStore checks, FailureStore failures) {
    this.checks = checks;
    this.failures = failures;
  }

  /** A check and the number of its endpoint. */
  public record Fresh(long endpointId, CheckSummary check) {}

  /**
   * The results after an instant of their endpoint, failure details included, oldest first.
   *
   * @param since by number of the endpoint
   * @param limit the most that are read; beyond it some are missing
   */
  public List<Fresh> since(Map<Long, Instant> since, Instant now, int limit) {
    List<CheckRow> rows = checks.since(since, now.plus(Checks.CLOCK_SKEW), limit);
    return failures.complete(rows).stream()
        .map(row -> new Fresh(row.endpointId(), row.check()))
        .toList();
  }
}
