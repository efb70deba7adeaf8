package io.probity.status;

import java.time.Instant;
import java.util.UUID;

/** A registered status page. */
public record StatusPage(
    long id,
    UUID publicId,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    StatusPageSpec spec) {}
