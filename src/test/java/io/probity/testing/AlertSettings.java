package io.probity.testing;

import io.probity.alert.AlertConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of alerting; only the public URL matters to events. */
public record AlertSettings(boolean exclusive, Duration alertKeep, Optional<URI> publicUrl)
    implements AlertConfig {
  public static final AlertSettings PLAIN = reachedAt(Optional.empty());

  public static AlertSettings reachedAt(Optional<URI> publicUrl) {
    return new AlertSettings(false, Duration.ofDays(30), publicUrl);
  }
}
