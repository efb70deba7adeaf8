package io.probity.web;

import io.probity.alert.DeliveryState;
import io.probity.alert.DeliveryView;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery in the log of its channel.
 *
 * @param endpointId null: it is about no endpoint
 * @param about what it is about, empty: the monitor itself
 * @param next when it is tried next, null: never
 * @param done when it was delivered or given up, null: neither
 * @param status what the receiver answered last, null: nothing
 * @param response the beginning of that answer, null: nothing, or not for whoever looks
 * @param error why it is not delivered, null: all is well
 */
record DeliveryRow(
    String id,
    String type,
    @Nullable String endpointId,
    String about,
    DeliveryState state,
    int attempts,
    Moment created,
    @Nullable Moment next,
    @Nullable Moment done,
    @Nullable Integer status,
    @Nullable String response,
    @Nullable String error) {
  /**
   * As whoever looks may see it.
   *
   * @param names of endpoints, by their ids
   * @param inFull whether what the receiver wrote is shown
   */
  static DeliveryRow of(DeliveryView view, Map<UUID, String> names, boolean inFull, Instant now) {
    UUID endpoint = view.endpoint();
    return new DeliveryRow(
        view.publicId().toString(),
        view.eventType(),
        endpoint == null ? null : endpoint.toString(),
        endpoint == null ? "" : names.getOrDefault(endpoint, endpoint.toString()),
        view.state(),
        view.attempts(),
        Moment.of(view.createdAt(), now),
        Moment.ofNullable(view.nextAt(), now),
        Moment.ofNullable(view.doneAt(), now),
        view.lastStatus(),
        inFull ? view.lastResponse() : null,
        view.lastError());
  }

  /** The class that colours it. */
  public String tone() {
    return switch (state) {
      case PENDING -> "unknown";
      case DELIVERED -> "up";
      case DEAD -> "down";
    };
  }
}
