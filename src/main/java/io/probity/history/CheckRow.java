package io.probity.history;

import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import java.time.Instant;

/** A stored result as it was read. */
record CheckRow(long endpointId, CheckSummary check) {
  /** What a result is found by. */
  record Key(long endpointId, Instant at) {}

  Key key() {
    return new Key(endpointId, check.at());
  }

  /** The same with another failure. */
  CheckRow with(Failure failure) {
    return new CheckRow(
        endpointId,
        new CheckSummary(
            check.at(),
            check.trigger(),
            check.verdict(),
            failure,
            check.status(),
            check.version(),
            check.address(),
            check.reused(),
            check.attempts(),
            check.bytes(),
            check.timings(),
            check.lagUs()));
  }
}
