package io.probity.check;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long outages are remembered. */
@ConfigMapping(prefix = "probity.incidents")
public interface RetentionConfig {
  /** How long incidents are kept once they are closed, at least one day. */
  @WithDefault("730d")
  Duration keep();
}
