package io.probity.alert;

import java.time.Instant;
import java.util.UUID;

/**
 * A registered receiver of announcements.
 *
 * @param id internal number
 * @param publicId the UUIDv7 that people know it by
 * @param revision grows by one with each change of the configuration
 */
public record Channel(
    long id,
    UUID publicId,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    ChannelSpec spec) {}
