package io.probity.access;

import io.probity.db.Reach;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a key; its text is not.
 *
 * @param prefix the first characters of its text, for people to recognise it
 * @param labels it reaches only what carries all of these; none: everything
 * @param bootstrap whether it came from the configuration or the first start
 * @param expiresAt null: never
 * @param revokedAt null: not revoked
 * @param lastUsedAt to the minute, null: never
 * @param revision grows by one with each change
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
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    long revision) {

  /** A new key. */
  static ApiKey created(
      UUID id,
      String name,
      String prefix,
      Role role,
      Map<String, String> labels,
      boolean bootstrap,
      Instant createdAt,
      @Nullable Instant expiresAt) {
    return new ApiKey(
        id, name, prefix, role, labels, bootstrap, createdAt, expiresAt, null, null, 1);
  }

  /** The key with another configuration. */
  public ApiKey with(String newName, Map<String, String> newLabels, @Nullable Instant newExpiry) {
    return new ApiKey(
        id,
        newName,
        prefix,
        role,
        Map.copyOf(newLabels),
        bootstrap,
        createdAt,
        newExpiry,
        revokedAt,
        lastUsedAt,
        revision);
  }

  /** Whether it lets its holder manage everything for as long as it is not revoked. */
  boolean isLastingAdmin() {
    return role == Role.ADMIN && expiresAt == null && revokedAt == null && labels.isEmpty();
  }

  /** How far its holder sees. */
  public Reach reach() {
    return new Reach(labels);
  }

  /** Whether the key opens anything at that time. */
  public boolean usable(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }
}
