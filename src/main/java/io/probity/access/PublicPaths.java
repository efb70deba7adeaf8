package io.probity.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** What is shown without a key, because somebody has decided so. */
@ConfigMapping(prefix = "probity")
interface PublicPaths {
  /** {@code /q/metrics}: numbers about the monitor as a whole. */
  @WithName("metrics.public")
  @WithDefault("false")
  boolean metrics();

  /** {@code /openapi}: the description of the API. */
  @WithName("openapi.public")
  @WithDefault("false")
  boolean openapi();
}
