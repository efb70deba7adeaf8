package io.probity.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.db.Reach;
import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Table {@code audit}: rows are added and, after their time, deleted; never changed. Blocks. */
@Singleton
public final class AuditStore {
  private static final int BATCH = 1_000;
  private static final UUID LAST = new UUID(-1, -1);

  private final Db db;
  private final ObjectMapper json;

  AuditStore(Db db, ObjectMapper json) {
    this.db = db;
    this.json = json;
  }

  private static final String INSERT =
      """
      INSERT INTO audit
        (id, at, key_id, actor, address, operation, kind, subject, labels, changes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  /**
   * A new entry.
   *
   * @param within who is restricted to other labels does not see it
   */
  record Entry(AuditEntry entry, Reach within) {
    private @Nullable Object[] columns() {
      return new @Nullable Object[] {
        entry.id(),
        entry.at(),
        entry.keyId(),
        entry.actor(),
        entry.address(),
        entry.operation(),
        entry.kind(),
        entry.subject(),
        within.bound(),
        new Json(entry.changes().toString())
      };
    }
  }

  /** Adds entries. */
  void insert(Tx tx, List<Entry> entries) {
    tx.batch(INSERT, entries.stream().map(Entry::columns).toList());
  }

  private static final String PAGE =
      """
      SELECT id, at, key_id, actor, address, operation, kind, subject, changes FROM audit
      WHERE id < ? AND labels @> ?
        AND (?::timestamptz IS NULL OR at >= ?::timestamptz)
        AND (?::timestamptz IS NULL OR at < ?::timestamptz)
        AND (?::text IS NULL OR actor = ?::text OR key_id::text = ?::text)
        AND (?::text IS NULL OR kind = ?::text)
        AND (?::uuid IS NULL OR subject = ?::uuid)
      ORDER BY id DESC LIMIT ?
      """;

  /**
   * At most {@code limit} entries within reach, newest first.
   *
   * @param before the id of the last one seen, null: from the newest
   */
  public List<AuditEntry> page(AuditFilter filter, Reach reach, @Nullable UUID before, int limit) {
    return db.list(
        PAGE,
        this::entry,
        before == null ? LAST : before,
        reach.bound(),
        filter.from(),
        filter.from(),
        filter.to(),
        filter.to(),
        filter.actor(),
        filter.actor(),
        filter.actor(),
        filter.kind(),
        filter.kind(),
        filter.subject(),
        filter.subject(),
        limit);
  }

  private static final String PRUNE =
      """
      DELETE FROM audit WHERE id IN (
        SELECT id FROM audit WHERE at < ? ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  /**
   * Deletes a bounded number of entries that are older. Several replicas may do so at once.
   *
   * @return how many
   */
  int prune(Instant before) {
    return db.update(PRUNE, before, BATCH);
  }

  private AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getObject("id", UUID.class),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getObject("key_id", UUID.class),
        row.getString("actor"),
        row.getString("address"),
        row.getString("operation"),
        row.getString("kind"),
        row.getObject("subject", UUID.class),
        changes(row.getString("changes")));
  }

  private JsonNode changes(String stored) {
    try {
      return json.readTree(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Column audit.changes holds no JSON", e);
    }
  }
}
