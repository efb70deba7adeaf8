package io.probity.history;

import io.probity.db.Tx;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads results that are rows: those of {@code result_hot}, or the late ones. Of a failure only the
 * class is read. Every query is bounded in time: without bounds the planner would look into every
 * partition. Works in the caller's transaction.
 */
final class HotStore {
  private static final String COLUMNS =
      "r.endpoint_id, r.at, r.total_us, r.dns_us, r.connect_us, r.tls_us, r.write_us, r.ttfb_us,"
          + " r.transfer_us, r.lag_us, r.bytes, r.status, r.failure, r.attempts, r.flags,"
          + " r.verdict, host(r.address) AS address";

  /** Results of partitions that are not folded. */
  static final HotStore HOT = new HotStore("result_hot");

  /** Results that came too late for their partition. */
  static final HotStore LATE = new HotStore("result_late");

  private final String latest;
  private final String recent;
  private final String since;
  private final String heard;
  private final String newest;
  private final String at;

  private HotStore(String table) {
    latest =
        """
        SELECT %s
        FROM unnest(?::bigint[]) AS e (id)
        CROSS JOIN LATERAL (
          SELECT * FROM %s h
          WHERE h.endpoint_id = e.id AND h.at >= ? AND h.at < ? AND h.flags & %d <> %d
          ORDER BY h.at DESC LIMIT 1) r
        """
            .formatted(COLUMNS, table, ResultRow.TRIGGER_BITS, Trigger.MANUAL.number());
    recent =
        """
        SELECT %s
        FROM unnest(?::bigint[], ?::text[]::timestamptz[], ?::bigint[]) AS e (id, since, at_most)
        CROSS JOIN LATERAL (
          SELECT * FROM %s h
          WHERE h.endpoint_id = e.id AND h.at >= e.since AND h.at >= ? AND h.at < ?
            AND h.flags & %d <> %d
          ORDER BY h.at DESC LIMIT e.at_most) r
        ORDER BY r.endpoint_id, r.at DESC
        """
            .formatted(COLUMNS, table, ResultRow.TRIGGER_BITS, Trigger.MANUAL.number());
    since =
        """
        SELECT %s
        FROM unnest(?::bigint[], ?::text[]::timestamptz[]) AS e (id, since)
        CROSS JOIN LATERAL (
          SELECT * FROM %s h
          WHERE h.endpoint_id = e.id AND h.at > e.since AND h.at >= ? AND h.at < ?) r
        ORDER BY r.at LIMIT ?
        """
            .formatted(COLUMNS, table);
    heard =
        """
        SELECT h.at FROM %s h
        WHERE h.endpoint_id = ? AND h.at >= ? AND h.at < ?
          AND h.flags & %d <> %d AND h.verdict <> %d
        ORDER BY h.at DESC LIMIT 1
        """
            .formatted(
                table, ResultRow.TRIGGER_BITS, Trigger.MANUAL.number(), Verdict.UNKNOWN.number());
    newest =
        """
        SELECT %s FROM %s r
        WHERE r.endpoint_id = ? AND r.at >= ? AND r.at < ? %%s
        ORDER BY r.at DESC LIMIT ?
        """
            .formatted(COLUMNS, table);
    at =
        """
        SELECT %s FROM %s r
        WHERE r.endpoint_id = ? AND r.at = ANY (?::text[]::timestamptz[]) AND r.at BETWEEN ? AND ?
        ORDER BY r.at DESC
        """
            .formatted(COLUMNS, table);
  }

  /**
   * The newest results of each endpoint that count and are not older than {@code from}, those of
   * one newest first.
   */
  List<CheckRow> recent(
      Tx tx, Collection<LatestChecks.Wanted> wanted, Instant from, Instant until) {
    Instant first =
        wanted.stream().map(LatestChecks.Wanted::since).min(Instant::compareTo).orElse(until);
    return tx.list(
        recent,
        HotStore::row,
        wanted.stream().mapToLong(LatestChecks.Wanted::endpointId).toArray(),
        wanted.stream().map(each -> each.since().toString()).toArray(String[]::new),
        wanted.stream().mapToLong(LatestChecks.Wanted::atMost).toArray(),
        Instants.later(first, from),
        until);
  }

  /**
   * The results after an instant of their endpoint and before {@code until}, oldest first.
   *
   * @param since by number of the endpoint, not empty
   */
  List<CheckRow> since(Tx tx, Map<Long, Instant> since, Instant until, int limit) {
    List<Long> ids = List.copyOf(since.keySet());
    return tx.list(
        this.since,
        HotStore::row,
        ids.stream().mapToLong(Long::longValue).toArray(),
        ids.stream().map(id -> String.valueOf(since.get(id))).toArray(String[]::new),
        since.values().stream().min(Instant::compareTo).orElseThrow(),
        until,
        limit);
  }

  /** When the newest result in {@code [from, until)} was that counts and says something. */
  Optional<Instant> heard(Tx tx, long endpointId, Instant from, Instant until) {
    return tx.first(heard, row -> row.getTimestamp(1).toInstant(), endpointId, from, until);
  }

  /** The newest result of each endpoint in {@code [from, until)} that counts. */
  List<CheckRow> latest(Tx tx, Collection<Long> endpointIds, Instant from, Instant until) {
    long[] ids = endpointIds.stream().mapToLong(Long::longValue).distinct().toArray();
    return tx.list(latest, HotStore::row, ids, from, until);
  }

  /**
   * The newest results in {@code [from, until)}, newest first.
   *
   * @param verdict null: any
   */
  List<CheckRow> newest(
      Tx tx, long endpointId, Instant from, Instant until, @Nullable Verdict verdict, int limit) {
    String filter = verdict == null ? "" : "AND r.verdict = " + verdict.number();
    return tx.list(newest.formatted(filter), HotStore::row, endpointId, from, until, limit);
  }

  /** The results of these instants, at least one, newest first. */
  List<CheckRow> at(Tx tx, long endpointId, List<Instant> instants) {
    return tx.list(
        at,
        HotStore::row,
        endpointId,
        instants.stream().map(Instant::toString).toArray(String[]::new),
        instants.stream().min(Instant::compareTo).orElseThrow(),
        instants.stream().max(Instant::compareTo).orElseThrow());
  }

  private static CheckRow row(ResultSet row) throws SQLException {
    int flags = row.getInt("flags");
    return new CheckRow(
        row.getLong("endpoint_id"),
        new CheckSummary(
            row.getObject("at", OffsetDateTime.class).toInstant(),
            ResultRow.triggerOf(flags),
            Verdict.ofNumber(row.getInt("verdict")),
            failure(integer(row, "failure")),
            integer(row, "status"),
            ResultRow.versionOf(flags),
            row.getString("address"),
            ResultRow.reused(flags),
            row.getInt("attempts"),
            row.getLong("bytes"),
            timings(row),
            row.getInt("lag_us")));
  }

  private static Timings timings(ResultSet row) throws SQLException {
    return new Timings(
        phase(row, "dns_us"),
        phase(row, "connect_us"),
        phase(row, "tls_us"),
        phase(row, "write_us"),
        phase(row, "ttfb_us"),
        phase(row, "transfer_us"),
        row.getInt("total_us"));
  }

  private static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }

  private static int phase(ResultSet row, String column) throws SQLException {
    int micros = row.getInt(column);
    return row.wasNull() ? Timings.NONE : micros;
  }

  private static @Nullable Failure failure(@Nullable Integer number) {
    return number == null ? null : Failure.stored(number, "", Map.of());
  }
}
