package io.probity.check;

import io.probity.alert.EventType;
import io.probity.db.Db;
import io.probity.health.PeriodState;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads what happened to an endpoint beside its checks: periods, incidents and events. Blocks. */
@Singleton
final class ReplayStore {
  private final Db db;

  ReplayStore(Db db) {
    this.db = db;
  }

  /** The start of a stretch of time that is accounted to a state; it lasts until the next one's. */
  record Period(Instant from, PeriodState state) {}

  private static final String PERIODS =
      """
      SELECT from_at, state FROM health_period
      WHERE endpoint_id = ? AND from_at < ? AND from_at >= coalesce(
        (SELECT max(p.from_at) FROM health_period p WHERE p.endpoint_id = ? AND p.from_at <= ?), ?)
      ORDER BY from_at
      """;

  /** The periods that reach into {@code [from, until)}, oldest first. */
  List<Period> periods(long endpointId, Instant from, Instant until) {
    return db.list(
        PERIODS,
        row -> new Period(instant(row, "from_at"), PeriodState.ofNumber(row.getInt("state"))),
        endpointId,
        until,
        endpointId,
        from,
        from);
  }

  /** When the incident opened that was open at an instant. */
  Optional<Instant> openSince(long endpointId, Instant at) {
    return db.first(
        """
        SELECT opened_at FROM incident
        WHERE endpoint_id = ? AND opened_at <= ? AND (closed_at IS NULL OR closed_at > ?)
        ORDER BY opened_at DESC LIMIT 1
        """,
        row -> instant(row, "opened_at"),
        endpointId,
        at,
        at);
  }

  private static final String EVENTS =
      """
      SELECT type, (data ->> 'since')::timestamptz AS since,
        coalesce((data #>> '{check,at}')::timestamptz, (data ->> 'since')::timestamptz) AS decided_at
      FROM event
      WHERE endpoint_id = ? AND at >= ? AND at < ?
        AND type IN ('endpoint.down', 'endpoint.up', 'endpoint.degraded', 'endpoint.flapping')
      ORDER BY at, id LIMIT ?
      """;

  /** The changes of health that were told of and stored in {@code [from, until)}, oldest first. */
  List<Fired> events(long endpointId, Instant from, Instant until, int limit) {
    return db.list(
        EVENTS,
        row ->
            new Fired(
                EventType.ofWireName(row.getString("type")).orElseThrow(),
                instant(row, "decided_at"),
                instant(row, "since")),
        endpointId,
        from,
        until,
        limit);
  }

  private static final String TURNS =
      """
      SELECT opened_at AS at, true AS opens FROM incident
      WHERE endpoint_id = ? AND opened_at >= ? AND opened_at < ?
      UNION ALL
      SELECT closed_at, false FROM incident
      WHERE endpoint_id = ? AND closed_at >= ? AND closed_at < ? AND opened_at < ?
      ORDER BY at, opens DESC LIMIT ?
      """;

  /** The beginnings and ends of incidents in {@code [from, until)}, oldest first. */
  List<Fired> incidents(long endpointId, Instant from, Instant until, int limit) {
    return db.list(
        TURNS,
        row ->
            new Fired(
                row.getBoolean("opens") ? EventType.ENDPOINT_DOWN : EventType.ENDPOINT_UP,
                instant(row, "at"),
                instant(row, "at")),
        endpointId,
        from,
        until,
        endpointId,
        from,
        until,
        until,
        limit);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
