package io.probity.alert;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as people see it.
 *
 * @param id internal number; grows with time
 * @param eventId the {@code webhook-id}
 * @param eventType wire name
 * @param endpoint public id of the endpoint it is about, null: the monitor itself
 * @param attempts how often it was tried
 * @param nextAt when it is tried next, or a running attempt is given up; null: never
 * @param doneAt when it was delivered or given up, null: neither
 * @param lastStatus what the receiver answered last, null: nothing
 * @param lastResponse the first KiB of that answer's body, null: nothing
 * @param lastError one sentence, null: all is well
 */
public record DeliveryView(
    long id,
    UUID publicId,
    UUID channel,
    UUID eventId,
    String eventType,
    @Nullable UUID endpoint,
    DeliveryState state,
    int attempts,
    @Nullable Instant nextAt,
    Instant createdAt,
    @Nullable Instant doneAt,
    @Nullable Integer lastStatus,
    @Nullable String lastResponse,
    @Nullable String lastError) {}
