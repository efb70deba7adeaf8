package io.probity.probe.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the probing of HTTP endpoints is configured by. */
@ConfigMapping(prefix = "probity.probe")
public interface ProbeHttpConfig {
  /** A pooled connection is renewed after this, so that a new certificate is seen. */
  @WithDefault("10m")
  Duration maxConnectionAge();

  /**
   * Idle connections kept in all, the least needed closed beyond that. Never more than three
   * quarters of the files that the process may open.
   */
  @WithDefault("20000")
  int maxIdleConnections();
}
