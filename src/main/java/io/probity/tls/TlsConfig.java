package io.probity.tls;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Whom to trust. */
@ConfigMapping(prefix = "probity.tls")
public interface TlsConfig {
  /** PEM files with certificates that are trusted beside the JDK's roots. */
  Optional<List<String>> extraCa();
}
