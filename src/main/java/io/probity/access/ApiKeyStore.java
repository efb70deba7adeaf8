package io.probity.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Json;
import io.probity.db.Reach;
import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Table {@code api_key}. */
@Singleton
class ApiKeyStore {
  private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

  private final ObjectMapper json;

  ApiKeyStore(ObjectMapper json) {
    this.json = json;
  }

  private static final String LOCK = "LOCK TABLE api_key IN SHARE ROW EXCLUSIVE MODE";

  /** Until the end of the transaction nobody else changes keys; reading goes on. */
  void lock(Tx tx) {
    tx.update(LOCK);
  }

  private static final String USABLE =
      """
      SELECT id, name, prefix, role, labels, bootstrap, created_at, expires_at, revoked_at,
        last_used_at, revision, hash
        FROM api_key
       WHERE revoked_at IS NULL AND role IN ('viewer', 'editor', 'admin') AND (expires_at IS NULL OR expires_at > ?)
      """;

  /** All keys that open something at the given time, by hash. */
  Map<KeyHash, ApiKey> usable(Tx tx, Instant now) {
    Map<KeyHash, ApiKey> keys = new HashMap<>();
    tx.list(USABLE, row -> keys.put(new KeyHash(row.getBytes("hash")), key(row)), now);
    return keys;
  }

  private static final String SELECT =
      """
      SELECT id, name, prefix, role, labels, bootstrap, created_at, expires_at, revoked_at,
        last_used_at, revision
        FROM api_key
       WHERE revoked_at IS NULL AND role IN ('viewer', 'editor', 'admin') AND labels @> ?
      """;

  /**
   * At most {@code limit} keys within reach that were not revoked, oldest first; expired ones are
   * among them.
   *
   * @param after the id of the last one seen, null: from the oldest
   */
  List<ApiKey> page(Tx tx, Reach reach, @Nullable UUID after, int limit) {
    return tx.list(
        SELECT + "AND id > ? ORDER BY id LIMIT ?",
        this::key,
        reach.bound(),
        after == null ? new UUID(0, 0) : after,
        limit);
  }

  /** The same from the other end. */
  List<ApiKey> newest(Tx tx, Reach reach, @Nullable UUID before, int limit) {
    return tx.list(
        SELECT + "AND id < ? ORDER BY id DESC LIMIT ?",
        this::key,
        reach.bound(),
        before == null ? new UUID(-1, -1) : before,
        limit);
  }

  /** A key within reach that was not revoked; it may have expired. */
  Optional<ApiKey> find(Tx tx, UUID id, Reach reach) {
    return tx.first(SELECT + "AND id = ?", this::key, reach.bound(), id);
  }

  private static final String INSERT =
      """
      INSERT INTO api_key (id, name, prefix, hash, role, labels, bootstrap, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (hash) DO UPDATE
         SET role = excluded.role, labels = excluded.labels, bootstrap = excluded.bootstrap,
             expires_at = NULL, revoked_at = NULL
       WHERE excluded.bootstrap
      """;

  /** Adds a key. A bootstrap key that is there already becomes usable again instead. */
  void insert(Tx tx, ApiKey key, KeyHash hash) {
    tx.update(
        INSERT,
        key.id(),
        key.name(),
        key.prefix(),
        hash.bytes(),
        key.role().wireName(),
        new Json(write(key.labels())),
        key.bootstrap(),
        key.createdAt(),
        key.expiresAt());
  }

  private static final String UPDATE =
      """
      UPDATE api_key SET name = ?, labels = ?, expires_at = ?::timestamptz, revision = revision + 1
       WHERE id = ?
      """;

  /** Writes name, labels and expiry. */
  void update(Tx tx, ApiKey key) {
    tx.update(UPDATE, key.name(), new Json(write(key.labels())), key.expiresAt(), key.id());
  }

  private static final String USED =
      """
      UPDATE api_key SET last_used_at = ?
       WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?)
      """;

  /** Notes uses by key, but for those within a minute of one that is noted already. */
  void used(Tx tx, Map<UUID, Instant> uses) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    new TreeMap<>(uses)
        .forEach((id, at) -> rows.add(new Object[] {at, id, at.minus(KeyUses.RESOLUTION)}));
    tx.batch(USED, rows);
  }

  private static final String REVOKE =
      "UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL";

  /** Whether there was such a key to revoke. */
  boolean revoke(Tx tx, UUID id, Instant now) {
    return tx.update(REVOKE, now, id) > 0;
  }

  private static final String REVOKE_OTHER_BOOTSTRAP =
      "UPDATE api_key SET revoked_at = ? WHERE bootstrap AND hash <> ? AND revoked_at IS NULL";

  /** Revokes the bootstrap keys but one; returns how many. */
  int revokeOtherBootstrap(Tx tx, KeyHash but, Instant now) {
    return tx.update(REVOKE_OTHER_BOOTSTRAP, now, but.bytes());
  }

  private static final String KNOWN = "SELECT 1 FROM api_key WHERE hash = ?";

  /** Whether a key was ever stored, be it revoked or expired by now. */
  boolean known(Tx tx, KeyHash hash) {
    return tx.first(KNOWN, row -> true, hash.bytes()).isPresent();
  }

  private ApiKey key(ResultSet row) throws SQLException {
    return new ApiKey(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("prefix"),
        Role.of(row.getString("role")).orElseThrow(),
        read(row.getString("labels")),
        row.getBoolean("bootstrap"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        instant(row, "last_used_at"),
        row.getLong("revision"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant)
        .orElse(null);
  }

  private Map<String, String> read(String labels) {
    try {
      return Map.copyOf(json.readValue(labels, LABELS));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Column api_key.labels holds no map of words", e);
    }
  }

  private String write(Map<String, String> labels) {
    try {
      return json.writeValueAsString(labels);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
