package io.probity.secret;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where the key that encrypts secrets at rest comes from. */
@ConfigMapping(prefix = "probity")
public interface SecretConfig {
  /** 32 bytes in base64; required with an external database, else generated in the data-dir. */
  Optional<String> secretKey();

  /** Holds the generated key. */
  @WithDefault("data")
  Path dataDir();

  /** Whether the database is the embedded one; set by the program itself at start. */
  @WithDefault("false")
  boolean embedded();
}
