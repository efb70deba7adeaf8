package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Reach;
import io.probity.db.Tx;
import io.probity.endpoint.Durations;
import io.probity.endpoint.EndpointQuery;
import io.probity.history.Period.State;
import io.probity.probe.Trigger;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The table {@code rollup_sum}, and reads for all endpoints at once. Blocks. */
@Singleton
final class SummaryStore {
  private static final Logger LOG = Logger.getLogger(SummaryStore.class);

  private final Db db;

  SummaryStore(Db db) {
    this.db = db;
  }

  /** The numbers of {@code health.observed}, as io.probity.health writes them. */
  static final String ENDPOINTS =
      """
      SELECT e.id, e.public_id, e.key, e.config ->> 'name' AS name, e.created_at,
        e.config ->> 'interval' AS every, e.config -> 'timeouts' ->> 'total' AS total,
        CASE WHEN (e.config ->> 'paused')::boolean THEN 'paused'
          WHEN h.maintenance_since IS NOT NULL THEN 'maintenance'
          ELSE coalesce((ARRAY['up', 'degraded', 'down'])[h.observed + 1], 'unknown')
        END AS state, h.since, h.failure::text AS failure,
        (SELECT c.not_after FROM certificate c
         WHERE c.endpoint_id = e.id ORDER BY c.observed_at DESC LIMIT 1) AS not_after
      FROM endpoint e LEFT JOIN health h ON h.endpoint_id = e.id
      WHERE e.deleted_at IS NULL AND e.id > ?
      """;

  /**
   * Living endpoints with these labels, in the order they were registered.
   *
   * @param query its text is not looked at, nor are its states
   * @param afterId 0: from the start
   */
  List<SummaryEndpoint> endpoints(EndpointQuery query, Reach reach, long afterId, int limit) {
    StringBuilder sql = new StringBuilder(ENDPOINTS);
    List<Object> args = new ArrayList<>(List.of(afterId));
    if (!reach.isUnbounded()) {
      sql.append("AND e.config -> 'labels' @> ?\n");
      args.add(reach.bound());
    }
    for (Map.Entry<String, String> label : query.labels()) {
      sql.append("AND e.config -> 'labels' @> jsonb_build_object(?::text, ?::text)\n");
      args.add(label.getKey());
      args.add(label.getValue());
    }
    args.add(limit);
    return db.list(sql + "ORDER BY e.id LIMIT ?", SummaryStore::endpoint, args.toArray());
  }

  static SummaryEndpoint endpoint(ResultSet row) throws SQLException {
    return new SummaryEndpoint(
        row.getLong("id"),
        row.getObject("public_id", UUID.class),
        row.getString("key"),
        row.getString("name"),
        row.getString("state"),
        instantOrNull(row, "since"),
        row.getString("failure"),
        instantOrNull(row, "not_after"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        duration(row, "every").multipliedBy(2).plus(duration(row, "total")));
  }

  private static Duration duration(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? Duration.ZERO : Durations.parse(text).orElse(Duration.ZERO);
  }

  private static final String PERIODS =
      """
      SELECT e.id, p.from_at, p.state
      FROM unnest(?::bigint[]) AS e (id)
      CROSS JOIN LATERAL (
        (SELECT from_at, state FROM health_period
         WHERE endpoint_id = e.id AND from_at <= ? ORDER BY from_at DESC LIMIT 1)
        UNION ALL
        (SELECT from_at, state FROM health_period
         WHERE endpoint_id = e.id AND from_at > ? AND from_at < ? ORDER BY from_at)) p
      """;

  /** The periods of each endpoint that reach into the window, oldest first. */
  Map<Long, List<Period>> periods(long[] endpointIds, Span window) {
    Map<Long, List<Period>> periods = new HashMap<>();
    db.list(
        PERIODS,
        row ->
            periods
                .computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                .add(
                    new Period(
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        State.ofNumber(row.getInt(3)))),
        endpointIds,
        window.from(),
        window.from(),
        window.until());
    return periods;
  }

  private static final String LATEST =
      """
      SELECT e.id, r.at
      FROM unnest(?::bigint[]) AS e (id)
      CROSS JOIN LATERAL (
        SELECT h.at FROM result_hot h
        WHERE h.endpoint_id = e.id AND h.at >= ? AND h.at < ? AND h.flags & %d <> %d
        ORDER BY h.at DESC LIMIT 1) r
      """
          .formatted(ResultRow.TRIGGER_BITS, Trigger.MANUAL.number());

  /** When the newest result of each endpoint was that counts; without one it is missing. */
  Map<Long, Instant> latest(long[] endpointIds, Span span) {
    Map<Long, Instant> latest = new HashMap<>();
    db.list(
        LATEST,
        row -> latest.put(row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant()),
        endpointIds,
        span.from(),
        span.until());
    return latest;
  }

  private static final String PUT =
      """
      INSERT INTO rollup_sum (endpoint_id, days, as_of, up_us, degraded_us, down_us, unknown_us,
        paused_us, maintenance_us, checks, p95_us, hot_from, hot_upto, hot)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (endpoint_id, days) DO UPDATE SET as_of = excluded.as_of,
        up_us = excluded.up_us, degraded_us = excluded.degraded_us, down_us = excluded.down_us,
        unknown_us = excluded.unknown_us, paused_us = excluded.paused_us,
        maintenance_us = excluded.maintenance_us, checks = excluded.checks,
        p95_us = excluded.p95_us, hot_from = excluded.hot_from, hot_upto = excluded.hot_upto,
        hot = excluded.hot
      """;

  /** Puts sums in the place of earlier ones. */
  void put(List<WindowSum> sums) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (WindowSum sum : sums) {
      List<@Nullable Object> row =
          new ArrayList<>(List.of(sum.endpointId(), sum.days(), sum.asOf()));
      for (State state : State.values()) {
        row.add(sum.micros().getOrDefault(state, 0L));
      }
      row.add(sum.checks());
      row.add(sum.p95Us());
      KeptLatency kept = sum.kept();
      row.add(kept == null ? null : kept.from());
      row.add(kept == null ? null : kept.upto());
      row.add(kept == null ? null : kept.encoded());
      rows.add(row.toArray());
    }
    db.run(tx -> tx.batch(PUT, rows));
  }

  private static final String SUMS =
      """
      SELECT endpoint_id, as_of, up_us, degraded_us, down_us, unknown_us, paused_us,
        maintenance_us, checks, p95_us
      FROM rollup_sum WHERE days = ?
      """;

  /** The sums over so many days of all endpoints that have some, without what was kept. */
  Map<Long, WindowSum> sums(int days) {
    Map<Long, WindowSum> sums = new HashMap<>();
    db.list(
        SUMS,
        row -> {
          Map<State, Long> micros = new EnumMap<>(State.class);
          for (State state : State.values()) {
            micros.put(state, row.getLong(3 + state.ordinal()));
          }
          int p95 = row.getInt("p95_us");
          Integer known = row.wasNull() ? null : p95;
          long id = row.getLong(1);
          Instant asOf = row.getObject(2, OffsetDateTime.class).toInstant();
          return sums.put(
              id, new WindowSum(id, days, asOf, micros, row.getLong("checks"), known, null));
        },
        days);
    return sums;
  }

  private static final String KEPT =
      """
      SELECT endpoint_id, hot_from, hot_upto, as_of, hot FROM rollup_sum
      WHERE days = 1 AND endpoint_id = ANY (?) AND hot_from IS NOT NULL
      """;

  /** What the last sums kept, of those endpoints of which it can be read. */
  Map<Long, KeptLatency> kept(Tx tx, long[] endpointIds) {
    Map<Long, KeptLatency> kept = new HashMap<>();
    tx.each(
        KEPT,
        row -> {
          Instant from = row.getObject(2, OffsetDateTime.class).toInstant();
          Instant upto = row.getObject(3, OffsetDateTime.class).toInstant();
          Instant readAt = row.getObject(4, OffsetDateTime.class).toInstant();
          try {
            LatencySketch sketch = KeptLatency.sketch(row.getBytes(5));
            kept.put(row.getLong(1), new KeptLatency(from, upto, readAt, sketch));
          } catch (CorruptBytes e) {
            LOG.debugf(e, "the latency kept of endpoint %d is made anew", row.getLong(1));
          }
        },
        (Object) endpointIds);
    return kept;
  }

  /** Removes the sums of endpoints that are no more. */
  void prune() {
    db.update(
        """
        DELETE FROM rollup_sum s WHERE NOT EXISTS
          (SELECT FROM endpoint e WHERE e.id = s.endpoint_id AND e.deleted_at IS NULL)
        """);
  }

  private static final String TOTALS =
      """
      SELECT r.endpoint_id, r.at, r.total_us, r.failure
      FROM result_hot r
      WHERE r.endpoint_id = ANY (?) AND r.at >= ? AND r.at < ? AND r.flags & %d <> %d
      """
          .formatted(ResultRow.TRIGGER_BITS, Trigger.MANUAL.number());

  /** Takes results that count, one by one. */
  interface Totals {
    /**
     * A result.
     *
     * @param failure number of its class, 0: it passed in full
     */
    void check(long endpointId, Instant at, int totalUs, int failure);
  }

  /** Reads unfolded results of some endpoints, holding a few of them at a time. */
  void totals(Tx tx, long[] endpointIds, Span span, Totals sink) {
    tx.each(
        TOTALS,
        row ->
            sink.check(
                row.getLong(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getInt(3),
                row.getInt(4)),
        endpointIds,
        span.from(),
        span.until());
  }

  /** Those of some endpoints that have results which came too late and are not folded yet. */
  List<Long> late(Tx tx, long[] endpointIds, Span span) {
    return tx.list(
        """
        SELECT DISTINCT endpoint_id FROM result_late
        WHERE endpoint_id = ANY (?) AND at >= ? AND at < ?
        """,
        row -> row.getLong(1),
        endpointIds,
        span.from(),
        span.until());
  }

  private static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }
}
