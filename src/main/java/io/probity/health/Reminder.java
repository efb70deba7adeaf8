package io.probity.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * An incident that people are to be reminded of.
 *
 * @param endpointId internal number
 * @param every how often, counted from the beginning of the incident; positive
 * @param observed the state of the endpoint
 * @param failure what that state stands on (ProbeJson's form)
 */
public record Reminder(
    UUID incident,
    long endpointId,
    Instant openedAt,
    Duration every,
    ObservedState observed,
    JsonNode failure) {

  /**
   * When the newest of its reminders was due. However many were due since the last one, because
   * nobody was there to send them or the incident was muted, one is sent.
   */
  Instant due(Instant now) {
    long passed = Duration.between(openedAt, now).dividedBy(every);
    return openedAt.plus(every.multipliedBy(passed));
  }
}
