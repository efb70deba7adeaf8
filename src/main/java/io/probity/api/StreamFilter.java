package io.probity.api;

import io.probity.db.Reach;
import io.probity.endpoint.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a client of the stream wants to hear of.
 *
 * @param types {@code state} and {@code check}, at least one
 * @param labels each must be there with this value
 * @param endpoints empty: any
 * @param reach what the client may see
 */
record StreamFilter(
    Set<String> types, List<Map.Entry<String, String>> labels, Set<UUID> endpoints, Reach reach) {
  static final String STATE = "state";
  static final String CHECK = "check";
  static final List<String> TYPES = List.of(STATE, CHECK);

  boolean wants(String type, Endpoint endpoint) {
    return types.contains(type)
        && reach.covers(endpoint.spec().labels())
        && (endpoints.isEmpty() || endpoints.contains(endpoint.publicId()))
        && labels.stream()
            .allMatch(
                label -> label.getValue().equals(endpoint.spec().labels().get(label.getKey())));
  }
}
