package io.probity.config;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where configuration is watched. */
@ConfigMapping(prefix = "probity.config")
interface DirectoryConfig {
  /** Holds documents of which all together are applied at start and whenever they change. */
  Optional<Path> dir();
}
