package io.probity.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much one caller may ask for. 0 means without bound, everywhere here. */
@ConfigMapping(prefix = "probity.limits")
interface LimitsConfig {
  /** Requests per minute of a key, those of its sessions included; scrapes are counted apart. */
  @WithDefault("6000")
  int requestsPerMinute();

  /** Requests per minute of an address that bring no usable key. */
  @WithDefault("600")
  int anonymousRequestsPerMinute();

  /** Checks on demand per minute of a key. */
  @WithDefault("120")
  int checksPerMinute();
}
