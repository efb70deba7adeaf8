package io.probity.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
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
  /** Adds to the timeline of an incident. */
  static final String ENTRY =
      """
      INSERT INTO incident_entry (incident_id, at, seq, type, detail)
      SELECT ?::uuid, ?::timestamptz, count(*), ?::text, ?::text
      FROM incident_entry WHERE incident_id = ?
      """;

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
    return apply(tx, List.of(change), now)[0];
  }

  /**
   * Writes steps of different endpoints.
   *
   * @return for each what {@link #apply(Tx, HealthChange, Instant)} says
   */
  public boolean[] apply(Tx tx, List<HealthChange> changes, Instant now) {
    return HealthStepStore.write(tx, changes, now);
  }

  /** Adds to the timeline of an incident. */
  static void entry(Tx tx, UUID incident, Instant at, String type, String detail) {
    tx.update(ENTRY, entryRow(incident, at, type, detail));
  }

  /** The arguments of {@link #ENTRY}. */
  static @Nullable Object[] entryRow(
      @Nullable UUID incident, Instant at, String type, String detail) {
    return new @Nullable Object[] {incident, at, type, detail, incident};
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
    return text == null ? null : StoredJson.read(json, text);
  }
}
