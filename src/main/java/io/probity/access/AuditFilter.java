package io.probity.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted; null: any.
 *
 * @param from not before this
 * @param to before this
 * @param actor name or id of the key
 */
public record AuditFilter(
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String actor,
    @Nullable String kind,
    @Nullable UUID subject) {}
