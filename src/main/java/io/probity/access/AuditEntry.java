package io.probity.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of one thing.
 *
 * @param keyId of the key that asked for it
 * @param actor the name of that key at the time
 * @param address where the request came from, null: not known
 * @param operation as openapi.yaml calls it
 * @param kind what was changed, such as {@code endpoint}
 * @param subject its public id
 * @param changes the fields that differ: pointer, before and after, secrets masked
 */
public record AuditEntry(
    UUID id,
    Instant at,
    UUID keyId,
    String actor,
    @Nullable String address,
    String operation,
    String kind,
    UUID subject,
    JsonNode changes) {}
