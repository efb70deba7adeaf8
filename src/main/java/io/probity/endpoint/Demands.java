package io.probity.endpoint;

import java.time.Duration;

/** What an installation demands of an endpoint beyond being well-formed. */
record Demands(Duration minInterval, LiteralPolicy literals) {
  /** For configuration that was accepted before: settings may have changed since. */
  static final Demands NONE = new Demands(Duration.ofMillis(1), LiteralPolicy.NONE);
}
