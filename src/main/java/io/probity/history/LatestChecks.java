package io.probity.history;

import io.probity.probe.CheckSummary;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads the newest results of endpoints that count: manual checks do not. Blocks. */
public interface LatestChecks {
  /**
   * The newest stored check by internal number, failure details included; without results it is
   * missing.
   */
  Map<Long, CheckSummary> latest(Collection<Long> endpointIds);

  /**
   * The newest stored checks by internal number, newest first, of failures only the class; without
   * results it is missing.
   */
  Map<Long, List<CheckSummary>> recent(Collection<Wanted> wanted);

  /**
   * Which results of an endpoint are wanted.
   *
   * @param since none before this instant; what is not long ago is found at little cost
   * @param atMost how many of the newest
   */
  record Wanted(long endpointId, Instant since, int atMost) {}
}
