package io.probity.web;

import io.probity.endpoint.NameStore.Named;
import io.probity.health.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An incident in a list.
 *
 * @param deleted whether its endpoint is no more, so that there is no page of it
 * @param cause what opened it, null: not known
 * @param lasted until now where it is open
 * @param resolution null: it is open
 * @param acknowledgedBy null: nobody
 * @param mutedUntil null: it is not muted now
 */
public record IncidentItem(
    UUID id,
    UUID endpoint,
    String name,
    boolean deleted,
    boolean open,
    @Nullable Cause cause,
    Moment opened,
    String lasted,
    @Nullable Moment closed,
    @Nullable String resolution,
    @Nullable String acknowledgedBy,
    @Nullable Moment mutedUntil) {
  static IncidentItem of(Incident incident, Named endpoint, Instant now) {
    Instant closedAt = incident.closedAt();
    Duration lasted = Duration.between(incident.openedAt(), closedAt == null ? now : closedAt);
    return new IncidentItem(
        incident.id(),
        incident.endpoint(),
        endpoint.name(),
        endpoint.deleted(),
        closedAt == null,
        Cause.of(incident.failure()),
        Moment.of(incident.openedAt(), now),
        Moment.span(lasted.isNegative() ? Duration.ZERO : lasted),
        Moment.ofNullable(closedAt, now),
        incident.resolution() == null ? null : incident.resolution().wireName(),
        incident.acknowledgedBy(),
        closedAt == null ? OverviewItem.Handled.mutedUntil(incident.mutedUntil(), now) : null);
  }
}
