package io.probity.alert;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint has to say to a channel that groups.
 *
 * @param id internal number; grows within an endpoint
 * @param causes keys of what it may share with others, the most telling first; empty but for
 *     beginnings of outages
 */
record GroupNotice(long id, long endpointId, UUID eventId, Kind kind, List<String> causes) {
  /** What it tells of. */
  enum Kind {
    /** An outage began. */
    DOWN,
    /** An outage ended. */
    UP,
    /** Anything else about the state of the endpoint. */
    OTHER;

    /** The kind stored under a number, its place; one of a newer version is another. */
    static Kind ofNumber(int number) {
      return number >= 0 && number < values().length ? values()[number] : OTHER;
    }

    /** The kind of an event; null: its place among the others does not matter. */
    static @Nullable Kind of(Event event) {
      if (event.endpoint() == null) {
        return null;
      }
      return switch (event.type()) {
        case ENDPOINT_DOWN -> DOWN;
        case ENDPOINT_UP -> event.data().path("incidentId").isTextual() ? UP : OTHER;
        case ENDPOINT_DEGRADED, ENDPOINT_FLAPPING, ENDPOINT_REMINDER -> OTHER;
        default -> null;
      };
    }
  }

  /** The keys of what an event may share with others. */
  static List<String> causes(Event event) {
    return event.type() == EventType.ENDPOINT_DOWN && event.endpoint() != null
        ? Cause.of(event.endpoint().spec().url(), event.data()).stream().map(Cause::key).toList()
        : List.of();
  }
}
