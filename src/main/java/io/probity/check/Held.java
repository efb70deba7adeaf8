package io.probity.check;

import io.probity.endpoint.Endpoint;
import io.probity.probe.Check;
import org.jspecify.annotations.Nullable;

/**
 * A finished check whose verdict does not count yet.
 *
 * @param endpoint as it was configured for the check
 * @param suspect what it is suspected of, null: it only waits for its turn
 * @param sinceNanos when it ended
 */
record Held(
    Probed probed,
    Endpoint endpoint,
    Check check,
    @Nullable Suspect suspect,
    long sinceNanos,
    Scrutiny.Conclusion conclusion) {

  /** Whether it cannot move health any more: edited, paused, deleted or lost since. */
  boolean isVoid() {
    return probed.removed || probed.paused || probed.endpoint.revision() != endpoint.revision();
  }
}
