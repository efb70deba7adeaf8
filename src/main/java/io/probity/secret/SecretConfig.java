package io.probity.secret;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the key that encrypts secrets at rest comes from. */
@ConfigMapping(prefix = "probity")
public interface SecretConfig {
  /** 32 bytes in base64; required with an external database, else generated in the data-dir. */
  Optional<String> secretKey();

  /** Holds the same in place of {@link #secretKey}; nobody but its owner may read it. */
  Optional<Path> secretKeyFile();

  /** Keys that were in use before, or will be next: what was sealed with them is opened. */
  Optional<List<String>> secretKeyPrevious();

  /** Holds such keys, one in a line. */
  Optional<Path> secretKeyPreviousFile();

  /** Holds the generated key. */
  @WithDefault("data")
  Path dataDir();

  /** Whether the database is the embedded one; set by the program itself at start. */
  @WithDefault("false")
  boolean embedded();
}
