package io.probity.endpoint;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the installation demands of endpoints. */
@ConfigMapping(prefix = "probity.probe")
public interface EndpointConfig {
  /**
   * The shortest interval that is accepted. Endpoints stored before it was raised stay as they are.
   */
  @WithDefault("1s")
  Duration minInterval();
}
