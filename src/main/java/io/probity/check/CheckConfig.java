package io.probity.check;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much may be under way at once. */
@ConfigMapping(prefix = "probity.probe")
public interface CheckConfig {
  /** Checks under way in all. */
  @WithDefault("20000")
  int maxInFlight();

  /** Checks under way to one origin (scheme, host and port). */
  @WithDefault("64")
  int perOrigin();

  /** Checks on demand under way at once; beyond that people are asked to wait. */
  @WithDefault("16")
  int onDemand();

  /** Checks that wait for a permit; one more is not made, and its verdict is unknown. */
  @WithDefault("20000")
  int maxWaiting();

  /** The three as one. */
  default Permits.Limits limits() {
    return new Permits.Limits(maxInFlight(), perOrigin(), maxWaiting());
  }
}
