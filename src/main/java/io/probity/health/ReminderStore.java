package io.probity.health;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** Which incidents people are to be reminded of, and how far they were. Blocks. */
@Singleton
public final class ReminderStore {
  private final ObjectMapper json;

  /** Works in the caller's transactions. */
  public ReminderStore(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Open incidents whose next reminder is due, neither acknowledged nor muted, of endpoints that
   * are neither deleted nor paused nor in maintenance, and do not flap; locked until the end of the
   * transaction. Those that somebody else holds are left out.
   */
  public List<Reminder> dueReminders(Tx tx, Instant now, int limit) {
    return tx.list(
        """
        SELECT i.id, i.endpoint_id, i.opened_at, every.seconds, h.observed,
          coalesce(h.failure, i.failure) AS failure
        FROM incident i
        JOIN endpoint e ON e.id = i.endpoint_id
        LEFT JOIN health h ON h.endpoint_id = i.endpoint_id
        CROSS JOIN LATERAL (
          SELECT extract(epoch FROM (e.config ->> 'remindEvery')::interval)::bigint AS seconds) every
        WHERE i.closed_at IS NULL AND i.acknowledged_by IS NULL
          AND (i.muted_until IS NULL OR i.muted_until <= ?)
          AND e.deleted_at IS NULL AND NOT (e.config ->> 'paused')::boolean
          AND h.maintenance_since IS NULL AND h.flapping IS NULL
          AND coalesce(i.reminded_at, i.opened_at) + every.seconds * interval '1 second' <= ?
        ORDER BY i.opened_at LIMIT ?
        FOR UPDATE OF i SKIP LOCKED
        """,
        this::reminder,
        now,
        now,
        limit);
  }

  private Reminder reminder(ResultSet row) throws SQLException {
    return new Reminder(
        row.getObject("id", UUID.class),
        row.getLong("endpoint_id"),
        instant(row, "opened_at"),
        Duration.ofSeconds(row.getLong("seconds")),
        ObservedState.ofNumber(row.getInt("observed")),
        StoredJson.read(json, row.getString("failure")));
  }

  /** Notes that people were reminded, as far as was due. */
  public void reminded(Tx tx, Reminder reminder, Instant now) {
    tx.update(
        "UPDATE incident SET reminded_at = ? WHERE id = ?", reminder.due(now), reminder.incident());
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
