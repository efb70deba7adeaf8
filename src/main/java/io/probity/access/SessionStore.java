package io.probity.access;

import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Table {@code session}. */
@Singleton
final class SessionStore {
  private static final String COLUMNS =
      "SELECT id, key_id, created_at, expires_at, hash FROM session";

  /** All sessions that last at the given time, by the hash of their token. */
  Map<KeyHash, Session> lasting(Tx tx, Instant now) {
    Map<KeyHash, Session> sessions = new HashMap<>();
    tx.list(
        COLUMNS + " WHERE expires_at > ?",
        row -> sessions.put(new KeyHash(row.getBytes("hash")), session(row)),
        now);
    return sessions;
  }

  /** The session with this token, be it over or not. */
  Optional<Session> find(Tx tx, KeyHash hash) {
    return tx.first(COLUMNS + " WHERE hash = ?", SessionStore::session, hash.bytes());
  }

  /** Adds a session; of one key at most {@code limit} stay, the newest. */
  void insert(Tx tx, Session session, KeyHash hash, int limit) {
    tx.update(
        "INSERT INTO session (id, hash, key_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
        session.id(),
        hash.bytes(),
        session.keyId(),
        session.createdAt(),
        session.expiresAt());
    tx.update(
        """
        DELETE FROM session WHERE id IN (
          SELECT id FROM session WHERE key_id = ? ORDER BY id DESC OFFSET ?)
        """,
        session.keyId(),
        limit);
  }

  /** Whether there was such a session to end. */
  boolean delete(Tx tx, UUID id) {
    return tx.update("DELETE FROM session WHERE id = ?", id) > 0;
  }

  /** Forgets what is over. */
  void prune(Tx tx, Instant now) {
    tx.update("DELETE FROM session WHERE expires_at <= ?", now);
  }

  private static Session session(ResultSet row) throws SQLException {
    return new Session(
        row.getObject("id", UUID.class),
        row.getObject("key_id", UUID.class),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("expires_at", OffsetDateTime.class).toInstant());
  }
}
