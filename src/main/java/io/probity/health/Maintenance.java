package io.probity.health;

import java.time.Instant;
import java.util.UUID;

/** A registered maintenance window. */
public record Maintenance(
    long id,
    UUID publicId,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    MaintenanceSpec spec) {}
