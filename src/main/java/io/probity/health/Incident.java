package io.probity.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A time during which an endpoint was down.
 *
 * @param endpoint the endpoint's public id
 * @param closedAt null: it is open
 * @param resolution null: it is open, or was closed for a reason that only a newer version knows
 * @param failure what opened it (ProbeJson's form)
 * @param acknowledgedBy who has taken it on, null: nobody
 * @param mutedUntil until when nothing but its end is announced, null: it was not muted
 * @param classes how many checks failed in it by the wire name of their class, as far as counted
 * @param uncounted what is to be counted yet, null: nothing
 * @param timeline what happened to it, oldest first; empty in lists
 */
public record Incident(
    UUID id,
    UUID endpoint,
    Instant openedAt,
    @Nullable Instant closedAt,
    @Nullable Resolution resolution,
    JsonNode failure,
    @Nullable String acknowledgedBy,
    @Nullable Instant mutedUntil,
    Map<String, Integer> classes,
    @Nullable Uncounted uncounted,
    List<Entry> timeline) {

  /** The checks of an endpoint, by its internal number, from an instant on. */
  public record Uncounted(long endpointId, Instant from) {}

  /** Something that happened to an incident. */
  public record Entry(Instant at, String type, String detail) {}

  Incident with(List<Entry> entries) {
    return new Incident(
        id,
        endpoint,
        openedAt,
        closedAt,
        resolution,
        failure,
        acknowledgedBy,
        mutedUntil,
        classes,
        uncounted,
        entries);
  }
}
