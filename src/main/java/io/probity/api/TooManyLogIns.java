package io.probity.api;

import java.time.Duration;

/** Too many log-ins from one address failed: 429. */
final class TooManyLogIns extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Duration wait;

  /** Refused for that long. */
  TooManyLogIns(Duration wait) {
    super("Too many log-ins failed from this address.", null, false, false);
    this.wait = wait;
  }

  /** Whole seconds after which it may go on, at least one. */
  long retrySeconds() {
    return wait.plusMillis(999).toSeconds();
  }
}
