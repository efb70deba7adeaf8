package io.probity.check;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Who is told that this replica works, so that somebody else notices when it does not. */
@ConfigMapping(prefix = "probity.heartbeat")
public interface HeartbeatConfig {
  /** Called with GET every minute; absolute, http or https; may hold a token. */
  Optional<URI> url();
}
