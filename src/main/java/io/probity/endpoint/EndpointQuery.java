package io.probity.endpoint;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoints to list; all conditions must hold.
 *
 * @param labels each must be there with this value
 * @param states any of {@code up, degraded, down, unknown, paused, maintenance}; empty: all. Paused
 *     is what the configuration says; what is in maintenance counts as that only, whatever was
 *     observed
 * @param text occurs in name, URL or key, whatever the case; null: any
 */
public record EndpointQuery(
    List<Map.Entry<String, String>> labels, Set<String> states, @Nullable String text) {
  /** Every endpoint. */
  public static final EndpointQuery ALL = new EndpointQuery(List.of(), Set.of(), null);
}
