package io.probity.history;

import io.probity.db.Db;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code result_hot}. Of a failure only the class is read. Every query is bounded in time:
 * without bounds the planner would look into every partition.
 */
@Singleton
final class CheckStore {
  private static final String COLUMNS =
      "r.endpoint_id, r.at, r.total_us, r.dns_us, r.connect_us, r.tls_us, r.write_us, r.ttfb_us,"
          + " r.transfer_us, r.lag_us, r.bytes, r.status, r.failure, r.attempts, r.flags,"
          + " r.verdict, host(r.address) AS address";

  private final Db db;

  CheckStore(Db db) {
    this.db = db;
  }

  private static final String LATEST =
      """
      SELECT %s
      FROM unnest(?::bigint[]) AS e (id)
      CROSS JOIN LATERAL (
        SELECT * FROM result_hot h
        WHERE h.endpoint_id = e.id AND h.at >= ? AND h.at < ? AND h.flags & %d <> %d
        ORDER BY h.at DESC LIMIT 1) r
      """
          .formatted(COLUMNS, ResultRow.TRIGGER_BITS, Trigger.MANUAL.number());

  /**
   * The newest result of each endpoint in {@code [from, until)} that counts, hence no manual one;
   * without one it is missing.
   */
  List<CheckRow> latest(Collection<Long> endpointIds, Instant from, Instant until) {
    if (endpointIds.isEmpty()) {
      return List.of();
    }
    long[] ids = endpointIds.stream().mapToLong(Long::longValue).distinct().toArray();
    return db.list(LATEST, CheckStore::row, ids, from, until);
  }

  /** When the newest result in {@code [from, until)} that counts was. */
  Optional<Instant> latestAt(long endpointId, Instant from, Instant until) {
    return latest(List.of(endpointId), from, until).stream().map(row -> row.check().at()).findAny();
  }

  private static final String SINCE =
      """
      SELECT %s
      FROM unnest(?::bigint[], ?::text[]::timestamptz[]) AS e (id, since)
      CROSS JOIN LATERAL (
        SELECT * FROM result_hot h
        WHERE h.endpoint_id = e.id AND h.at > e.since AND h.at >= ? AND h.at < ?) r
      ORDER BY r.at LIMIT ?
      """
          .formatted(COLUMNS);

  /**
   * The results after an instant of their endpoint and before {@code until}, oldest first.
   *
   * @param since by number of the endpoint
   */
  List<CheckRow> since(Map<Long, Instant> since, Instant until, int limit) {
    if (since.isEmpty()) {
      return List.of();
    }
    List<Long> ids = List.copyOf(since.keySet());
    return db.list(
        SINCE,
        CheckStore::row,
        ids.stream().mapToLong(Long::longValue).toArray(),
        ids.stream().map(id -> String.valueOf(since.get(id))).toArray(String[]::new),
        since.values().stream().min(Instant::compareTo).orElseThrow(),
        until,
        limit);
  }

  private static final String NEWEST =
      """
      SELECT %s FROM result_hot r
      WHERE r.endpoint_id = ? AND r.at >= ? AND r.at < ? %s
      ORDER BY r.at DESC LIMIT ?
      """;

  /**
   * The newest results in {@code [from, until)}, newest first.
   *
   * @param verdict null: any
   */
  List<CheckRow> newest(
      long endpointId, Instant from, Instant until, @Nullable Verdict verdict, int limit) {
    String filter = verdict == null ? "" : "AND r.verdict = " + verdict.number();
    return db.list(
        NEWEST.formatted(COLUMNS, filter), CheckStore::row, endpointId, from, until, limit);
  }

  private static final String AT =
      """
      SELECT %s FROM result_hot r
      WHERE r.endpoint_id = ? AND r.at = ANY (?::text[]::timestamptz[]) AND r.at BETWEEN ? AND ?
      ORDER BY r.at DESC
      """
          .formatted(COLUMNS);

  /** The results of these instants, newest first. */
  List<CheckRow> at(long endpointId, List<Instant> instants) {
    if (instants.isEmpty()) {
      return List.of();
    }
    return db.list(
        AT,
        CheckStore::row,
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
            trigger(ResultRow.trigger(flags)),
            Verdict.ofNumber(row.getInt("verdict")),
            failure(integer(row, "failure")),
            integer(row, "status"),
            version(ResultRow.version(flags)),
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
    return number == null ? null : Failure.of(FailureClass.ofNumber(number), "");
  }

  private static Trigger trigger(int number) {
    return Arrays.stream(Trigger.values())
        .filter(trigger -> trigger.number() == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no trigger has number " + number));
  }

  private static @Nullable HttpVersion version(int number) {
    for (HttpVersion version : HttpVersion.values()) {
      if (version.number() == number) {
        return version;
      }
    }
    return null;
  }
}
