package io.probity.alert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.Endpoint;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to announce.
 *
 * @param id UUIDv7; the {@code webhook-id}, the same for all channels and retries
 * @param endpoint whom it is about, null: the monitor itself
 * @param data the {@code data} member of the native body
 */
public record Event(
    UUID id, EventType type, Instant at, @Nullable Endpoint endpoint, ObjectNode data) {}
