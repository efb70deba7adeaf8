package io.probity.health;

import java.util.Collection;
import java.util.Map;

/** Reads stored health. Blocks. */
public interface HealthReader {
  /** The health of these endpoints by internal number; one that was never checked is missing. */
  Map<Long, HealthView> views(Collection<Long> endpointIds);
}
