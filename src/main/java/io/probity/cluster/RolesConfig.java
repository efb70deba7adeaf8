package io.probity.cluster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Set;

/** What this replica does. */
@ConfigMapping(prefix = "probity")
public interface RolesConfig {
  /** Any of api, probe and alert. */
  @WithDefault("api,probe,alert")
  Set<Role> roles();

  /** A part of the work. */
  enum Role {
    API,
    PROBE,
    ALERT
  }
}
