package io.probity.history;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much waits in memory while the database is away. */
@ConfigMapping(prefix = "probity.recorder")
public interface RecorderConfig {
  /** Heap for results that are not written yet, at least 1 MiB. */
  @WithDefault("64M")
  MemorySize buffer();
}
