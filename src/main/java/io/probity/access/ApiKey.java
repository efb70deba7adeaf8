package io.probity.access;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a key; its text is not.
 *
 * @param prefix the first characters of its text, for people to recognise it
 * @param labels free words of its owner's
 * @param bootstrap whether it came from the configuration or the first start
 * @param expiresAt null: never
 * @param revokedAt null: not revoked
 */
public record ApiKey(
    UUID id,
    String name,
    String prefix,
    Role role,
    Map<String, String> labels,
    boolean bootstrap,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt) {

  /** Whether the key opens anything at that time. */
  public boolean usable(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }
}
