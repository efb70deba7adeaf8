package io.probity.health;

import io.probity.db.Db;
import io.probity.db.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** By which classes the checks failed that an incident is made of, as far as counted. Blocks. */
@Singleton
public final class IncidentClassStore {
  private final Db db;

  /** Incidents in this database. */
  public IncidentClassStore(Db db) {
    this.db = db;
  }

  /**
   * Checks of an incident that are still to be counted.
   *
   * @param countedUntil the mark it stands at, null: nothing was counted
   * @param from the first instant that is not counted
   * @param until before this one checks are counted next
   * @param last whether the incident is closed and none is left afterwards
   */
  public record Uncounted(
      UUID incident,
      long endpointId,
      @Nullable Instant countedUntil,
      Instant from,
      Instant until,
      boolean last) {}

  /**
   * What there is to count, what waits longest first.
   *
   * @param mark results before this instant are stored by now
   */
  public List<Uncounted> uncounted(Instant mark, int limit) {
    return db.list(
        """
        SELECT id, endpoint_id, classes_until, coalesce(classes_until, opened_at) AS from_at,
          least(closed_at, ?::timestamptz) AS until, coalesce(closed_at <= ?, false) AS last
        FROM incident
        WHERE NOT classes_final
          AND (coalesce(classes_until, opened_at) < least(closed_at, ?::timestamptz) OR closed_at <= ?)
        ORDER BY from_at LIMIT ?
        """,
        IncidentClassStore::uncounted,
        mark,
        mark,
        mark,
        mark,
        limit);
  }

  private static Uncounted uncounted(ResultSet row) throws SQLException {
    OffsetDateTime counted = row.getObject("classes_until", OffsetDateTime.class);
    return new Uncounted(
        row.getObject("id", UUID.class),
        row.getLong("endpoint_id"),
        counted == null ? null : counted.toInstant(),
        row.getObject("from_at", OffsetDateTime.class).toInstant(),
        row.getObject("until", OffsetDateTime.class).toInstant(),
        row.getBoolean("last"));
  }

  /**
   * Adds what was counted and moves the mark, unless somebody else has meanwhile. A class that was
   * not seen before is noted in the timeline.
   *
   * @param firsts by the wire name of each class when its first check was
   */
  public void add(Uncounted of, Map<String, Integer> counts, Map<String, Instant> firsts) {
    db.tx(
        tx -> {
          List<String> known =
              tx.list(
                  """
                  SELECT jsonb_object_keys(classes) FROM incident WHERE id = ?
                  UNION SELECT failure ->> 'class' FROM incident WHERE id = ?
                  """,
                  row -> row.getString(1),
                  of.incident(),
                  of.incident());
          if (tx.update(ADD, json(counts), of.until(), of.last(), of.incident(), of.countedUntil())
              == 1) {
            firsts.forEach(
                (cls, first) -> {
                  if (!known.contains(cls)) {
                    HealthStore.entry(tx, of.incident(), first, "class", cls);
                  }
                });
          }
          return known;
        });
  }

  private static final String ADD =
      """
      UPDATE incident SET
        classes = (
          SELECT coalesce(jsonb_object_agg(summed.class, summed.checks), '{}') FROM (
            SELECT each.key AS class, sum(each.value::bigint) AS checks
            FROM (SELECT * FROM jsonb_each_text(classes)
                  UNION ALL SELECT * FROM jsonb_each_text(?)) AS each
            GROUP BY each.key) AS summed),
        classes_until = greatest(?, opened_at), classes_final = ?
      WHERE id = ? AND classes_until IS NOT DISTINCT FROM ?::timestamptz
      """;

  private static Json json(Map<String, Integer> counts) {
    return new Json(
        counts.entrySet().stream()
            .map(each -> "\"" + each.getKey() + "\": " + each.getValue())
            .collect(Collectors.joining(", ", "{", "}")));
  }
}
