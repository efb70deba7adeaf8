package io.probity.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.alert.EndpointEvents;
import io.probity.alert.Event;
import io.probity.endpoint.Endpoint;
import io.probity.health.Notice;
import io.probity.probe.Observation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices of an endpoint that are made into announcements when they are written.
 *
 * @param seen the check that decided them, null: none did
 * @param at when they were decided
 */
record Announced(
    EndpointEvents events,
    Endpoint endpoint,
    List<Notice> notices,
    @Nullable Observation seen,
    Instant at)
    implements News {
  @Override
  public List<Event> events(@Nullable JsonNode lastGood) {
    return notices.stream().map(each -> events.of(endpoint, each, seen, lastGood, at)).toList();
  }

  @Override
  public long heapBytes() {
    return HeapGuess.of(seen);
  }

  @Override
  public News withoutEvidence() {
    return new Announced(
        events,
        endpoint,
        notices.stream().map(Notice::withoutEvidence).toList(),
        seen == null ? null : seen.withoutEvidence(),
        at);
  }
}
