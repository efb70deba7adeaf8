package io.probity.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long it is known who changed what. */
@ConfigMapping(prefix = "probity.audit")
interface AuditConfig {
  /** At least a day. */
  @WithDefault("365d")
  Duration keep();
}
