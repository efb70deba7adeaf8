package io.probity.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.probity.db.Db;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
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
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Incidents as people read and answer them. {@link HealthStore} opens and closes them; what is
 * acknowledged, muted and reminded of is written here. Blocks.
 */
@Singleton
public final class IncidentStore {
  private static final UUID LAST = new UUID(-1, -1);
  private static final String KIND = "incident";
  private static final String SELECT =
      """
      SELECT i.id, e.public_id, i.opened_at, i.closed_at, i.resolution, i.failure,
        i.acknowledged_by, i.muted_until, i.endpoint_id, i.classes, i.classes_final,
        coalesce(i.classes_until, i.opened_at) AS uncounted_from
      FROM incident i JOIN endpoint e ON e.id = i.endpoint_id
      """;

  private final Db db;
  private final ObjectMapper json;

  /** Incidents in this database. */
  public IncidentStore(Db db, ObjectMapper json) {
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
      @Nullable Boolean open,
      @Nullable UUID endpoint,
      Reach reach,
      @Nullable UUID before,
      int limit) {
    StringBuilder sql = new StringBuilder(SELECT).append("WHERE i.id < ?\n");
    List<Object> args = new ArrayList<>(List.of(before == null ? LAST : before));
    // Said only where it bounds something, and as it is: so an index finds the few that are wanted.
    if (open != null) {
      sql.append(open ? "AND i.closed_at IS NULL\n" : "AND i.closed_at IS NOT NULL\n");
    }
    if (endpoint != null) {
      sql.append("AND e.public_id = ?\n");
      args.add(endpoint);
    }
    if (!reach.isUnbounded()) {
      sql.append("AND e.config -> 'labels' @> ?\n");
      args.add(reach.bound());
    }
    args.add(limit);
    return db.list(sql + "ORDER BY i.id DESC LIMIT ?", this::incident, args.toArray());
  }

  /**
   * Incidents that were open at an instant or later, open ones and then the newest first, without
   * their timelines.
   *
   * @param endpointIds internal numbers
   */
  public List<Incident> since(long[] endpointIds, Instant since, int limit) {
    return db.list(
        SELECT
            + """
            WHERE i.endpoint_id = ANY (?) AND (i.closed_at IS NULL OR i.closed_at >= ?)
            ORDER BY i.closed_at IS NULL DESC, i.opened_at DESC LIMIT ?
            """,
        this::incident,
        endpointIds,
        since,
        limit);
  }

  /** Like {@link #find(UUID, Reach)}, of all incidents. */
  public Optional<Incident> find(UUID id) {
    return find(id, Reach.EVERYTHING);
  }

  /** One incident of an endpoint within reach, with its timeline. */
  public Optional<Incident> find(UUID id, Reach reach) {
    return db.tx(
        tx ->
            tx.first(
                    SELECT + "WHERE i.id = ? AND e.config -> 'labels' @> ?",
                    this::incident,
                    id,
                    reach.bound())
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

  /** Like {@link #acknowledge(UUID, String, Instant, Mandate)}, for the service itself. */
  public boolean acknowledge(UUID id, String by, Instant now) {
    return acknowledge(id, by, now, Mandate.SERVICE);
  }

  /**
   * Notes that somebody has taken an incident on; who was first stays.
   *
   * @return false if it is closed, or there is none within reach
   */
  public boolean acknowledge(UUID id, String by, Instant now, Mandate mandate) {
    return ifOpen(
        id,
        mandate,
        (tx, open) -> {
          int first =
              tx.update(
                  "UPDATE incident SET acknowledged_by = ? WHERE id = ? AND acknowledged_by IS NULL",
                  by,
                  id);
          if (first == 1) {
            HealthStore.entry(tx, id, now, "acknowledged", "by " + by);
            mandate
                .trail()
                .note(
                    tx,
                    KIND,
                    id,
                    open.with("acknowledgedBy", null),
                    open.with("acknowledgedBy", by));
          }
        });
  }

  /** Like {@link #mute(UUID, Instant, String, Instant, Mandate)}, for the service itself. */
  public boolean mute(UUID id, @Nullable Instant until, String by, Instant now) {
    return mute(id, until, by, now, Mandate.SERVICE);
  }

  /**
   * Keeps an incident quiet for a while, or no longer.
   *
   * @param until null: no longer
   * @return false if it is closed, or there is none within reach
   */
  public boolean mute(UUID id, @Nullable Instant until, String by, Instant now, Mandate mandate) {
    return ifOpen(
        id,
        mandate,
        (tx, open) -> {
          int changed =
              tx.update(
                  """
                  UPDATE incident SET muted_until = ?::timestamptz
                  WHERE id = ? AND muted_until IS DISTINCT FROM ?::timestamptz
                  """,
                  until,
                  id,
                  until);
          if (changed == 1) {
            String type = until == null ? "unmuted" : "muted";
            String what = until == null ? "by " + by : "until " + until + " by " + by;
            HealthStore.entry(tx, id, now, type, what);
            mandate
                .trail()
                .note(
                    tx,
                    KIND,
                    id,
                    open.with("mutedUntil", open.mutedUntil()),
                    open.with("mutedUntil", until == null ? null : until.toString()));
          }
        });
  }

  private boolean ifOpen(UUID id, Mandate mandate, BiConsumer<Tx, OpenIncident> work) {
    return db.tx(
        tx -> {
          Optional<OpenIncident> open =
              tx.first(
                  """
                  SELECT i.muted_until, e.config ->> 'labels' FROM incident i
                  JOIN endpoint e ON e.id = i.endpoint_id
                  WHERE i.id = ? AND i.closed_at IS NULL AND e.config -> 'labels' @> ?
                  FOR UPDATE OF i
                  """,
                  this::open,
                  id,
                  mandate.reach().bound());
          open.ifPresent(each -> work.accept(tx, each));
          return open.isPresent();
        });
  }

  private OpenIncident open(ResultSet row) throws SQLException {
    OffsetDateTime muted = row.getObject(1, OffsetDateTime.class);
    Map<String, String> labels = new HashMap<>();
    StoredJson.read(json, row.getString(2))
        .properties()
        .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
    return new OpenIncident(muted == null ? null : muted.toInstant().toString(), labels);
  }

  /** What an answer to an incident starts from. */
  private record OpenIncident(@Nullable String mutedUntil, Map<String, String> labels) {
    Snapshot with(String field, @Nullable String value) {
      return Snapshot.of(JsonNodeFactory.instance.objectNode().put(field, value), labels);
    }
  }

  private Incident incident(ResultSet row) throws SQLException {
    OffsetDateTime closed = row.getObject("closed_at", OffsetDateTime.class);
    OffsetDateTime muted = row.getObject("muted_until", OffsetDateTime.class);
    int resolution = row.getInt("resolution");
    return new Incident(
        row.getObject("id", UUID.class),
        row.getObject("public_id", UUID.class),
        instant(row, "opened_at"),
        closed == null ? null : closed.toInstant(),
        closed == null ? null : Resolution.ofNumber(resolution).orElse(null),
        StoredJson.read(json, row.getString("failure")),
        row.getString("acknowledged_by"),
        muted == null ? null : muted.toInstant(),
        classes(StoredJson.read(json, row.getString("classes"))),
        row.getBoolean("classes_final")
            ? null
            : new Incident.Uncounted(row.getLong("endpoint_id"), instant(row, "uncounted_from")),
        List.of());
  }

  private static Map<String, Integer> classes(JsonNode stored) {
    Map<String, Integer> classes = new TreeMap<>();
    stored.properties().forEach(each -> classes.put(each.getKey(), each.getValue().intValue()));
    return classes;
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
