package io.probity.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A living endpoint as the summary needs it: without what it takes to probe it.
 *
 * @param key null: it has none
 * @param state as in answers: paused, maintenance, or what was observed
 * @param since start of the observed state, null: nothing was observed yet
 * @param failure what the state stands on, a JSON document; null: none
 * @param certificateNotAfter end of the leaf's validity, null: never seen
 * @param grace how long after a result the next one is overdue
 */
public record SummaryEndpoint(
    long number,
    UUID id,
    @Nullable String key,
    String name,
    String state,
    @Nullable Instant since,
    @Nullable String failure,
    @Nullable Instant certificateNotAfter,
    Instant createdAt,
    Duration grace) {
  static long[] numbers(List<SummaryEndpoint> endpoints) {
    return endpoints.stream().mapToLong(SummaryEndpoint::number).toArray();
  }
}
