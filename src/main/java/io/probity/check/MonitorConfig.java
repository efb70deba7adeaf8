package io.probity.check;

import io.probity.net.Reference;
import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** How the monitor tells its own faults from those of its targets. */
@ConfigMapping(prefix = "probity.monitor")
public interface MonitorConfig {
  /** URLs or {@code host:port} that are dialled on suspicion. */
  Optional<List<String>> references();

  /**
   * The configured references; empty: there are none.
   *
   * @throws IllegalArgumentException naming the key, if one is nonsense
   */
  default List<Reference> parsed() {
    return references().orElse(List.of()).stream()
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> Reference.parse(text, "probity.monitor.references"))
        .distinct()
        .toList();
  }
}
