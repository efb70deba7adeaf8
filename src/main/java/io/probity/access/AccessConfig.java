package io.probity.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where the first admin key comes from. */
@ConfigMapping(prefix = "probity")
interface AccessConfig {
  /** The first admin key, at least 20 characters; generated beside the embedded database. */
  Optional<String> adminKey();

  /** Holds the generated key. */
  @WithDefault("data")
  Path dataDir();

  /** Whether the database is the embedded one; set by the program itself at start. */
  @WithDefault("false")
  boolean embedded();
}
