package io.probity.history;

import io.probity.db.Db;
import io.probity.history.Period.State;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what uptime is made of: periods and incidents. */
@Singleton
final class UptimeStore {
  private final Db db;

  UptimeStore(Db db) {
    this.db = db;
  }

  /**
   * An incident.
   *
   * @param closedAt null: still open
   */
  record Incident(Instant openedAt, @Nullable Instant closedAt) {
    /** Whether it was open at any time within a span. */
    boolean within(Span span) {
      return openedAt.isBefore(span.until()) && (closedAt == null || closedAt.isAfter(span.from()));
    }
  }

  private static final String PERIODS =
      """
      SELECT from_at, state FROM health_period
      WHERE endpoint_id = ? AND from_at < ? AND from_at >= coalesce(
        (SELECT max(p.from_at) FROM health_period p WHERE p.endpoint_id = ? AND p.from_at <= ?), ?)
      ORDER BY from_at
      """;

  /** The periods that reach into the window, oldest first. */
  List<Period> periods(long endpointId, Span window) {
    return db.list(
        PERIODS,
        row -> new Period(instant(row, "from_at"), State.ofNumber(row.getInt("state"))),
        endpointId,
        window.until(),
        endpointId,
        window.from(),
        window.from());
  }

  private static final String INCIDENTS =
      """
      SELECT opened_at, closed_at FROM incident
      WHERE endpoint_id = ? AND opened_at < ? AND (closed_at IS NULL OR closed_at > ?)
      ORDER BY opened_at
      """;

  /** The incidents that were open at any time within the window. */
  List<Incident> incidents(long endpointId, Span window) {
    return db.list(
        INCIDENTS,
        row ->
            new Incident(
                instant(row, "opened_at"),
                row.getObject("closed_at") == null ? null : instant(row, "closed_at")),
        endpointId,
        window.until(),
        window.from());
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
