package io.probity.endpoint;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many endpoints there may be. */
@ConfigMapping(prefix = "probity.limits")
public interface EndpointLimits {
  /** Living endpoints within the reach of the key that registers one more; 0: without bound. */
  @WithDefault("100000")
  int endpointsPerKey();
}
