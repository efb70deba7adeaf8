package io.probity.alert;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of alerting. */
@ConfigMapping(prefix = "probity")
public interface AlertConfig {
  /** Whether nobody else can be using the database, so that claims are those of the dead. */
  @WithName("cluster.exclusive")
  @WithDefault("false")
  boolean exclusive();

  /** How long events are kept once they are delivered or given up. */
  @WithName("alert.keep")
  @WithDefault("30d")
  Duration alertKeep();

  /** Where people reach this service, for links in messages; without it links are paths. */
  Optional<URI> publicUrl();
}
