package io.probity.history;

import io.probity.probe.CheckSummary;
import java.util.Collection;
import java.util.Map;

/** Reads the newest result of endpoints that counts: manual checks do not. Blocks. */
public interface LatestChecks {
  /**
   * The newest stored check by internal number, failure details included; without results it is
   * missing.
   */
  Map<Long, CheckSummary> latest(Collection<Long> endpointIds);
}
