package io.probity.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads incidents, which {@link HealthStore} writes. Blocks. */
@Singleton
public final class IncidentStore {
  private static final UUID LAST = new UUID(-1, -1);
  private static final String SELECT =
      """
      SELECT i.id, e.public_id, i.opened_at, i.closed_at, i.resolution, i.failure
      FROM incident i JOIN endpoint e ON e.id = i.endpoint_id
      """;

  private final Db db;
  private final ObjectMapper json;

  IncidentStore(Db db, ObjectMapper json) {
    this.db = db;
    this.json = json;
  }

  /**
   * Incidents, newest first, without their timelines.
   *
   * @param open null: open and closed ones
   * @param endpoint public id, null: of any endpoint
   * @param before the id (UUIDv7) of the last one seen, null: from the newest
   */
  public List<Incident> page(
      @Nullable Boolean open, @Nullable UUID endpoint, @Nullable UUID before, int limit) {
    return db.list(
        SELECT
            + """
            WHERE i.id < ?
              AND (?::boolean IS NULL OR (i.closed_at IS NULL) = ?::boolean)
              AND (?::uuid IS NULL OR e.public_id = ?::uuid)
            ORDER BY i.id DESC LIMIT ?
            """,
        this::incident,
        before == null ? LAST : before,
        open,
        open,
        endpoint,
        endpoint,
        limit);
  }

  /** One incident with its timeline. */
  public Optional<Incident> find(UUID id) {
    return db.tx(
        tx ->
            tx.first(SELECT + "WHERE i.id = ?", this::incident, id)
                .map(
                    incident ->
                        incident.with(
                            tx.list(
                                """
                                SELECT at, type, detail FROM incident_entry
                                WHERE incident_id = ? ORDER BY at, seq
                                """,
                                row ->
                                    new Incident.Entry(
                                        row.getObject(1, OffsetDateTime.class).toInstant(),
                                        row.getString(2),
                                        row.getString(3)),
                                id))));
  }

  private Incident incident(ResultSet row) throws SQLException {
    OffsetDateTime closed = row.getObject("closed_at", OffsetDateTime.class);
    int resolution = row.getInt("resolution");
    return new Incident(
        row.getObject("id", UUID.class),
        row.getObject("public_id", UUID.class),
        instant(row, "opened_at"),
        closed == null ? null : closed.toInstant(),
        closed == null ? null : Resolution.ofNumber(resolution),
        read(row.getString("failure")),
        List.of());
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private com.fasterxml.jackson.databind.JsonNode read(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored JSON document does not parse", e);
    }
  }
}
