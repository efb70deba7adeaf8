package io.probity.alert;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The last word on an endpoint to a channel that groups.
 *
 * @param eventId the beginning or the end of an outage
 * @param recovery whether it is the end
 * @param causes keys of what the beginning may share with others
 * @param collectedUnder key of the cause whose window collects it; null: it was told
 */
record Standing(
    long endpointId,
    UUID eventId,
    boolean recovery,
    List<String> causes,
    @Nullable String collectedUnder) {

  boolean isCollected() {
    return collectedUnder != null;
  }

  Standing told() {
    return new Standing(endpointId, eventId, recovery, causes, null);
  }
}
