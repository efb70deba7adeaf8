package io.probity.access;

import java.time.Instant;
import java.util.UUID;

/**
 * A browser that logged in with a key.
 *
 * @param id names it in the trail of changes; opens nothing
 * @param keyId what it opens is what this key opens now
 */
public record Session(UUID id, UUID keyId, Instant createdAt, Instant expiresAt) {}
