package io.probity.cluster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How replicas share the work. */
@ConfigMapping(prefix = "probity.cluster")
public interface ClusterConfig {
  /** How often a member renews its lease. */
  @WithDefault("1s")
  Duration heartbeat();

  /**
   * How long a lease lasts on the database's clock; longer than the control connections' socket
   * timeout of 3 s.
   */
  @WithDefault("5s")
  Duration leaseTtl();

  /**
   * Whether nobody else can be using the database, as with the embedded one: leases left by an
   * earlier process are then void and need not run out.
   */
  @WithDefault("false")
  boolean exclusive();
}
