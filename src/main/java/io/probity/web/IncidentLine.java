package io.probity.web;

import io.probity.health.Incident;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An incident in the list of its endpoint.
 *
 * @param closed null: it is open
 * @param ending why it ended, empty: it is open
 * @param acknowledgedBy null: nobody
 */
public record IncidentLine(
    String id,
    Moment opened,
    @Nullable Moment closed,
    String duration,
    String cls,
    String detail,
    String ending,
    @Nullable String acknowledgedBy) {
  static IncidentLine of(Incident incident, Instant now) {
    Instant end = incident.closedAt() == null ? now : incident.closedAt();
    return new IncidentLine(
        incident.id().toString(),
        Moment.of(incident.openedAt(), now),
        Moment.ofNullable(incident.closedAt(), now),
        Moment.span(Duration.between(incident.openedAt(), end)),
        incident.failure().path("class").asText(),
        incident.failure().path("detail").asText(),
        incident.resolution() == null ? "" : incident.resolution().wireName(),
        incident.acknowledgedBy());
  }

  /** Whether it goes on. */
  public boolean isOpen() {
    return closed == null;
  }
}
