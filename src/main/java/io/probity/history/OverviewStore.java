package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Reach;
import io.probity.history.OverviewRow.Cause;
import io.probity.history.OverviewRow.OpenIncident;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads endpoints for an overview: first which ones, by as few columns as that takes, then all that
 * is shown of these few. Blocks.
 */
@Singleton
final class OverviewStore {
  /** The numbers of {@code health.observed}, as io.probity.health writes them. */
  private static final String STATE =
      """
      CASE WHEN (e.config ->> 'paused')::boolean THEN 'paused'
        WHEN h.maintenance_since IS NOT NULL THEN 'maintenance'
        ELSE (ARRAY['up', 'degraded', 'down', 'unknown'])[coalesce(h.observed, 3) + 1] END
      """;

  private static final String RANK =
      "array_position(ARRAY['%s'], %s)".formatted(String.join("', '", Overview.STATES), STATE);
  private static final String NAME = "lower(e.config ->> 'name') COLLATE \"C\"";
  private static final String CLASS =
      "CASE WHEN h.observed IN (1, 2) THEN h.failure ->> 'class' END";
  private static final String LIVING =
      """
      FROM endpoint e LEFT JOIN health h ON h.endpoint_id = e.id
      WHERE e.deleted_at IS NULL
      """;

  private static final String SHOWN =
      """
      SELECT e.id, e.public_id, e.key, e.config ->> 'name' AS name, e.created_at,
        e.config ->> 'interval' AS every, e.config -> 'timeouts' ->> 'total' AS total,
        %s AS state, h.since, h.failure::text AS failure,
        (SELECT c.not_after FROM certificate c
         WHERE c.endpoint_id = e.id ORDER BY c.observed_at DESC LIMIT 1) AS not_after,
        %s AS rank, lower(e.config ->> 'name') AS lowered, e.config ->> 'url' AS url,
        ARRAY(SELECT l.key || ':' || l.value FROM jsonb_each_text(e.config -> 'labels') l
              ORDER BY 1) AS labels,
        h.flapping IS NOT NULL AS flapping, %s AS class, h.failure ->> 'detail' AS detail,
        i.id AS incident, i.acknowledged_by, i.muted_until, r.p95_us
      FROM p JOIN endpoint e ON e.id = p.id
      LEFT JOIN health h ON h.endpoint_id = e.id
      LEFT JOIN incident i ON i.id = h.incident_id
      LEFT JOIN rollup_sum r ON r.endpoint_id = e.id AND r.days = 1
      ORDER BY\s"""
          .formatted(STATE, RANK, CLASS);

  private final Db db;

  OverviewStore(Db db) {
    this.db = db;
  }

  /** A statement that grows, with its arguments. */
  private static final class Choice {
    final StringBuilder sql = new StringBuilder();
    final List<Object> args = new ArrayList<>();

    Choice(String start) {
      sql.append(start);
    }

    Choice and(String condition, Object... bound) {
      sql.append("\nAND ").append(condition);
      args.addAll(List.of(bound));
      return this;
    }
  }

  /** How many endpoints match, whatever their state and failure. */
  List<StateCount> counts(OverviewQuery query, Reach reach) {
    Choice choice = new Choice("SELECT " + STATE + ", " + CLASS + ", count(*)\n" + LIVING);
    labelled(choice, query, reach);
    text(choice, query);
    return db.list(
        choice.sql + "\nGROUP BY 1, 2",
        row -> new StateCount(row.getString(1), row.getString(2), row.getInt(3)),
        choice.args.toArray());
  }

  /** Those that match, by place. */
  List<OverviewRow> page(
      OverviewQuery query, Reach reach, @Nullable OverviewPlace after, int limit) {
    Choice choice =
        matching(
            "SELECT e.id, " + RANK + " AS rank, " + NAME + " AS name\n" + LIVING, query, reach);
    if (after != null) {
      choice.and(
          "(" + RANK + ", " + NAME + ", e.id) > (?, ?, ?)",
          after.rank(),
          after.name(),
          after.number());
    }
    return rows(choice, "p.rank, p.name, p.id", limit);
  }

  /** Those that match and are down or degraded, by when that began. */
  List<OverviewRow> newest(OverviewQuery query, Reach reach, int limit) {
    Choice choice = matching("SELECT e.id, h.since\n" + LIVING, query, reach);
    // Saves a look at all that are up.
    choice.and("h.observed IN (1, 2)");
    return rows(choice, "p.since DESC, p.id", limit);
  }

  /** Those with these labels, by latency. */
  List<OverviewRow> slowest(OverviewQuery query, Reach reach, int limit) {
    Choice choice =
        new Choice(
            """
            SELECT e.id, s.p95_us FROM rollup_sum s JOIN endpoint e ON e.id = s.endpoint_id
            WHERE s.days = 1 AND s.p95_us IS NOT NULL AND e.deleted_at IS NULL
              AND NOT (e.config ->> 'paused')::boolean
            """);
    return rows(labelled(choice, query, reach), "p.p95_us DESC, p.id", limit);
  }

  /** Those with these labels, by the ends of the certificates they present now. */
  List<OverviewRow> expiring(OverviewQuery query, Reach reach, Instant before, int limit) {
    Choice choice =
        new Choice(
            """
            SELECT e.id, c.not_after FROM certificate c JOIN endpoint e ON e.id = c.endpoint_id
            WHERE e.deleted_at IS NULL AND NOT (e.config ->> 'paused')::boolean
              AND NOT EXISTS (SELECT FROM certificate n
                WHERE n.endpoint_id = c.endpoint_id AND n.observed_at > c.observed_at)
            """);
    choice.and("c.not_after < ?", before);
    return rows(labelled(choice, query, reach), "p.not_after, p.id", limit);
  }

  private static Choice matching(String select, OverviewQuery query, Reach reach) {
    Choice choice = labelled(new Choice(select), query, reach);
    if (!query.endpoints().states().isEmpty()) {
      choice.and(STATE + " = ANY (?)", (Object) query.endpoints().states().toArray(String[]::new));
    }
    if (query.failure() != null) {
      choice.and(CLASS + " = ?", query.failure());
    }
    return text(choice, query);
  }

  private static Choice labelled(Choice choice, OverviewQuery query, Reach reach) {
    if (!reach.isUnbounded()) {
      choice.and("e.config -> 'labels' @> ?", reach.bound());
    }
    for (Map.Entry<String, String> label : query.endpoints().labels()) {
      choice.and(
          "e.config -> 'labels' @> jsonb_build_object(?::text, ?::text)",
          label.getKey(),
          label.getValue());
    }
    return choice;
  }

  private static Choice text(Choice choice, OverviewQuery query) {
    String text = query.endpoints().text();
    if (text != null) {
      String pattern = "%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%";
      choice.and(
          "(e.config ->> 'name' ILIKE ? OR e.config ->> 'url' ILIKE ? OR e.key ILIKE ?)",
          pattern,
          pattern,
          pattern);
    }
    return choice;
  }

  private List<OverviewRow> rows(Choice choice, String order, int limit) {
    choice.args.add(limit);
    return db.list(
        "WITH p AS (SELECT * FROM ("
            + choice.sql
            + ") p ORDER BY "
            + order
            + " LIMIT ?)\n"
            + SHOWN
            + order,
        OverviewStore::row,
        choice.args.toArray());
  }

  private static OverviewRow row(ResultSet row) throws SQLException {
    String cls = row.getString("class");
    String detail = row.getString("detail");
    UUID incident = row.getObject("incident", UUID.class);
    OffsetDateTime muted = row.getObject("muted_until", OffsetDateTime.class);
    int p95 = row.getInt("p95_us");
    BigDecimal p95Ms = row.wasNull() ? null : BigDecimal.valueOf(p95, 3);
    return new OverviewRow(
        SummaryStore.endpoint(row),
        new OverviewPlace(row.getInt("rank"), row.getString("lowered"), row.getLong("id")),
        row.getString("url"),
        List.of((String[]) row.getArray("labels").getArray()),
        row.getBoolean("flapping"),
        cls == null ? null : new Cause(cls, detail == null ? "" : detail),
        incident == null
            ? null
            : new OpenIncident(
                incident,
                row.getString("acknowledged_by"),
                muted == null ? null : muted.toInstant()),
        p95Ms);
  }
}
