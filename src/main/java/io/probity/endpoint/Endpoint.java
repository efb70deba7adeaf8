package io.probity.endpoint;

import java.time.Instant;
import java.util.UUID;

/**
 * A registered endpoint.
 *
 * @param id internal number, leads every key of the history
 * @param publicId the UUIDv7 that people know it by
 * @param shard 0 to 1023, decides which replica probes it
 * @param revision grows by one with each change of the configuration
 */
public record Endpoint(
    long id,
    UUID publicId,
    int shard,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    EndpointSpec spec) {}
