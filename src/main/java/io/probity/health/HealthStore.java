package io.probity.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.db.Tx;
import io.probity.probe.ProbeJson;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code health}, {@code health_period}, {@code incident} and {@code incident_entry}.
 * Blocks.
 */
@Singleton
public final class HealthStore implements HealthReader {
  private final Db db;
  private final ObjectMapper json;

  /** A store that reads through {@code db}; writes use the caller's transaction. */
  public HealthStore(Db db, ObjectMapper json) {
    this.db = db;
    this.json = json;
  }

  /**
   * Writes one step.
   *
   * @return false if it had been written before, so that whatever belongs to it is there too
   */
  public boolean apply(Tx tx, HealthChange change, Instant now) {
    if (!advance(tx, change, now)) {
      return false;
    }
    if (change.periodFrom() != null) {
      tx.update(
          """
          INSERT INTO health_period (endpoint_id, from_at, state) VALUES (?, ?, ?)
          ON CONFLICT (endpoint_id, from_at) DO UPDATE SET state = excluded.state
          """,
          change.endpointId(),
          change.periodFrom(),
          change.period().number());
    }
    Transition transition = change.transition();
    if (transition != null) {
      recordIncident(tx, change, transition, now);
    }
    return true;
  }

  private boolean advance(Tx tx, HealthChange change, Instant now) {
    HealthState next = change.next();
    Transition transition = change.transition();
    return tx.update(
            """
            INSERT INTO health AS h
              (endpoint_id, observed, since, paused, maintenance_since, incident_id, failure,
               last_good, degraded_told, flapping, changes, version, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (endpoint_id) DO UPDATE SET
              observed = excluded.observed, since = excluded.since, paused = excluded.paused,
              maintenance_since = CASE WHEN excluded.maintenance_since IS NOT NULL
                THEN coalesce(h.maintenance_since, excluded.maintenance_since) END,
              incident_id = excluded.incident_id,
              failure = CASE WHEN excluded.observed = h.observed
                THEN coalesce(excluded.failure, h.failure) ELSE excluded.failure END,
              last_good = coalesce(excluded.last_good, h.last_good),
              degraded_told = excluded.degraded_told, flapping = excluded.flapping,
              changes = excluded.changes, version = excluded.version,
              updated_at = excluded.updated_at
            WHERE h.version = excluded.version - 1
            """,
            change.endpointId(),
            next.observed().number(),
            next.since() == null ? change.periodFrom() : next.since(),
            change.period() == PeriodState.PAUSED,
            change.period() == PeriodState.MAINTENANCE ? change.periodFrom() : null,
            next.incidentId(),
            transition == null || transition.failure() == null
                ? null
                : new Json(ProbeJson.failure(transition.failure()).toString()),
            change.lastGood() == null ? null : new Json(change.lastGood().toString()),
            next.told().degraded(),
            next.told().flapping(),
            ToldJson.changes(next.told()),
            change.expectedVersion() + 1,
            now)
        == 1;
  }

  private static void recordIncident(
      Tx tx, HealthChange change, Transition transition, Instant now) {
    UUID incident = transition.incidentId();
    if (incident == null) {
      return;
    }
    if (transition.opensIncident() && transition.failure() != null) {
      JsonNode failure = ProbeJson.failure(transition.failure());
      tx.update(
          "INSERT INTO incident (id, endpoint_id, opened_at, failure) VALUES (?, ?, ?, ?)",
          incident,
          change.endpointId(),
          change.periodFrom(),
          new Json(failure.toString()));
      entry(tx, incident, now, "opened", failure.required("detail").textValue());
    } else if (transition.resolution() != null) {
      close(tx, incident, transition.since(), transition.resolution(), now);
    }
  }

  private static void close(Tx tx, UUID incident, Instant at, Resolution resolution, Instant now) {
    tx.first(
            """
            UPDATE incident SET closed_at = greatest(?, opened_at), resolution = ?
            WHERE id = ? AND closed_at IS NULL
            RETURNING extract(epoch FROM closed_at - opened_at)::bigint
            """,
            row -> Duration.ofSeconds(row.getLong(1)),
            at,
            resolution.number(),
            incident)
        .ifPresent(
            lasted ->
                entry(
                    tx,
                    incident,
                    now,
                    "closed",
                    resolution.wireName() + " after " + Elapsed.text(lasted)));
  }

  /** Adds to the timeline of an incident. */
  static void entry(Tx tx, UUID incident, Instant at, String type, String detail) {
    tx.update(
        """
        INSERT INTO incident_entry (incident_id, at, seq, type, detail)
        SELECT ?::uuid, ?::timestamptz, count(*), ?::text, ?::text FROM incident_entry WHERE incident_id = ?
        """,
        incident,
        at,
        type,
        detail,
        incident);
  }

  /** What an owner needs to go on; endpoints of which nothing is stored are missing. */
  public Map<Long, StoredHealth> load(Collection<Long> endpointIds) {
    return byId(
        """
        SELECT endpoint_id, observed, since, incident_id, version, paused, maintenance_since, last_good,
          degraded_told, flapping, changes
        FROM health WHERE endpoint_id = ANY (?)
        """,
        endpointIds,
        row ->
            new StoredHealth(
                row.getLong("version"),
                new HealthState(
                    ObservedState.ofNumber(row.getInt("observed")),
                    instant(row, "since"),
                    row.getObject("incident_id", UUID.class),
                    List.of(),
                    new Told(
                        row.getBoolean("degraded_told"),
                        row.getObject("flapping", UUID.class),
                        ToldJson.changes(row.getString("changes")))),
                row.getBoolean("paused"),
                instant(row, "maintenance_since"),
                read(row.getString("last_good"))));
  }

  /** The version of each endpoint's health: another one tells of a change. */
  public Map<Long, Long> versions() {
    Map<Long, Long> versions = new HashMap<>();
    db.list(
        "SELECT endpoint_id, version FROM health",
        row -> versions.put(row.getLong(1), row.getLong(2)));
    return versions;
  }

  /** The endpoints whose health changed at an instant or later, as far as clocks agree. */
  public List<Long> changedSince(Instant since) {
    return db.list(
        "SELECT endpoint_id FROM health WHERE updated_at >= ?", row -> row.getLong(1), since);
  }

  @Override
  public Map<Long, HealthView> views(Collection<Long> endpointIds) {
    return byId(
        """
        SELECT h.endpoint_id, h.observed, h.since, h.incident_id, h.failure,
          h.maintenance_since, h.flapping, c.not_after
        FROM unnest(?) AS e (id)
        LEFT JOIN health h ON h.endpoint_id = e.id
        LEFT JOIN LATERAL (
          SELECT not_after FROM certificate WHERE endpoint_id = e.id ORDER BY observed_at DESC LIMIT 1) c ON true
        WHERE h.endpoint_id IS NOT NULL
        """,
        endpointIds,
        row ->
            new HealthView(
                ObservedState.ofNumber(row.getInt("observed")),
                instant(row, "since"),
                row.getObject("incident_id", UUID.class),
                read(row.getString("failure")),
                row.getObject("maintenance_since") != null,
                row.getObject("flapping") != null,
                instant(row, "not_after")));
  }

  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> Map<Long, T> byId(String sql, Collection<Long> ids, Reading<T> reading) {
    Map<Long, T> found = new HashMap<>();
    db.list(
        sql,
        row -> found.put(row.getLong("endpoint_id"), reading.of(row)),
        (Object) ids.stream().mapToLong(Long::longValue).toArray());
    return found;
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  private @Nullable JsonNode read(@Nullable String text) {
    try {
      return text == null ? null : json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored JSON document does not parse", e);
    }
  }
}
