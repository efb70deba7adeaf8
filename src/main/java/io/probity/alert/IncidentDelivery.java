package io.probity.alert;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a channel was told of an incident.
 *
 * @param event wire name of its type
 * @param at of the event
 * @param channel public id
 * @param attempts so far
 * @param doneAt when it was delivered or given up, null: neither yet
 * @param lastStatus of the last answer, null: there was none
 * @param lastError what was wrong with the last attempt, null: nothing
 */
public record IncidentDelivery(
    String event,
    Instant at,
    UUID channel,
    String channelName,
    DeliveryState state,
    int attempts,
    @Nullable Instant doneAt,
    @Nullable Integer lastStatus,
    @Nullable String lastError) {}
