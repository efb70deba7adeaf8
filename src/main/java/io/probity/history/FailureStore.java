package io.probity.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.probity.db.Db;
import io.probity.history.CheckRow.Key;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code failure}: which checks failed and how, and the details of single ones. */
@Singleton
final class FailureStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> EVIDENCE = new TypeReference<>() {};

  /** Stands for the numbers of classes that only a newer version knows. */
  private static final int UNHEARD_OF = -1;

  private final Db db;

  FailureStore(Db db) {
    this.db = db;
  }

  /**
   * When the newest checks in {@code [from, until)} were that did not pass in full, newest first.
   *
   * @param verdict null: any
   * @param classes empty: any
   */
  List<Instant> newest(
      long endpointId,
      Instant from,
      Instant until,
      @Nullable Verdict verdict,
      Set<FailureClass> classes,
      int limit) {
    StringBuilder sql =
        new StringBuilder(
            """
            SELECT at FROM failure
            WHERE endpoint_id = ? AND at >= ? AND at < ? AND failure IS NOT NULL
            """);
    List<Object> args = new ArrayList<>(List.of(endpointId, from, until));
    if (verdict != null) {
      sql.append("AND verdict = ").append(verdict.number()).append('\n');
    }
    if (!classes.isEmpty()) {
      sql.append("AND (failure = ANY (?::bigint[]) OR ? AND failure <> ALL (?::bigint[]))\n");
      args.add(numbers(classes));
      args.add(classes.contains(FailureClass.ofNumber(UNHEARD_OF)));
      args.add(numbers(EnumSet.allOf(FailureClass.class)));
    }
    args.add(limit);
    return db.list(sql + "ORDER BY at DESC LIMIT ?", row -> instant(row), args.toArray());
  }

  private static long[] numbers(Set<FailureClass> classes) {
    return classes.stream().mapToLong(FailureClass::number).toArray();
  }

  /** The attempts of a check. */
  record Trace(Instant at, ArrayNode attempts) {}

  /**
   * The newest check in {@code [from, until)} that did not pass in full.
   *
   * @param real leaves out those that were the monitor's own fault
   */
  Optional<Trace> newestTrace(long endpointId, Instant from, Instant until, boolean real) {
    String sql =
        """
        SELECT at, attempts FROM failure
        WHERE endpoint_id = ? AND at >= ? AND at < ? AND failure IS NOT NULL %s
        ORDER BY at DESC LIMIT 1
        """
            .formatted(real ? "AND verdict <> " + Verdict.UNKNOWN.number() : "");
    return db.first(
        sql,
        row -> new Trace(instant(row), attempts(row.getString("attempts"))),
        endpointId,
        from,
        until);
  }

  private static final String TRACES =
      """
      SELECT f.at, f.attempts
      FROM unnest(?::text[]::timestamptz[]) AS k (at)
      JOIN failure f ON f.endpoint_id = ? AND f.at = k.at
      WHERE f.at BETWEEN ? AND ?
      """;

  /** The attempts of these checks, as far as they are kept. */
  List<Trace> traces(long endpointId, List<Instant> checks) {
    return checks.isEmpty()
        ? List.of()
        : db.list(
            TRACES,
            row -> new Trace(instant(row), attempts(row.getString("attempts"))),
            checks.stream().map(Instant::toString).toArray(String[]::new),
            endpointId,
            checks.stream().min(Instant::compareTo).orElseThrow(),
            checks.stream().max(Instant::compareTo).orElseThrow());
  }

  private static ArrayNode attempts(String json) {
    try {
      return (ArrayNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored attempts are no JSON array", e);
    }
  }

  private static final String COUNTS =
      """
      SELECT k.number, f.failure, count(*) AS checks, min(f.at) AS at
      FROM unnest(?::bigint[], ?::text[]::timestamptz[], ?::text[]::timestamptz[])
        WITH ORDINALITY AS k (endpoint_id, from_at, until, number)
      JOIN failure f
        ON f.endpoint_id = k.endpoint_id AND f.at >= k.from_at AND f.at < k.until
      WHERE f.at >= ? AND f.at < ? AND f.verdict = %d AND f.failure IS NOT NULL
      GROUP BY k.number, f.failure
      """
          .formatted(Verdict.DOWN.number());

  /** How many checks found their endpoint down by each class, in the order of the question. */
  List<Map<FailureClass, FailedChecks.Count>> counts(List<FailedChecks.Within> of) {
    List<Map<FailureClass, FailedChecks.Count>> counts = new ArrayList<>();
    of.forEach(each -> counts.add(new EnumMap<>(FailureClass.class)));
    if (!of.isEmpty()) {
      db.list(
          COUNTS,
          row ->
              counts
                  .get(row.getInt("number") - 1)
                  .merge(
                      FailureClass.ofNumber(row.getInt("failure")),
                      new FailedChecks.Count(row.getInt("checks"), instant(row)),
                      FailedChecks.Count::plus),
          of.stream().mapToLong(FailedChecks.Within::endpointId).toArray(),
          of.stream().map(each -> each.from().toString()).toArray(String[]::new),
          of.stream().map(each -> each.until().toString()).toArray(String[]::new),
          of.stream().map(FailedChecks.Within::from).min(Instant::compareTo).orElseThrow(),
          of.stream().map(FailedChecks.Within::until).max(Instant::compareTo).orElseThrow());
    }
    return counts;
  }

  private static final String DETAILS =
      """
      SELECT f.endpoint_id, f.at, f.failure, f.detail, f.evidence
      FROM unnest(?::bigint[], ?::text[]::timestamptz[]) AS k (endpoint_id, at)
      JOIN failure f ON f.endpoint_id = k.endpoint_id AND f.at = k.at
      WHERE f.at BETWEEN ? AND ? AND f.failure IS NOT NULL
      """;

  /** The same rows in the same order, with detail and evidence where there is any. */
  List<CheckRow> complete(List<CheckRow> rows) {
    List<Key> failing =
        rows.stream().filter(row -> row.check().failure() != null).map(CheckRow::key).toList();
    if (failing.isEmpty()) {
      return rows;
    }
    Map<Key, Failure> details = details(failing);
    return rows.stream()
        .map(
            row -> {
              Failure failure = details.get(row.key());
              return failure == null ? row : row.with(failure);
            })
        .toList();
  }

  private Map<Key, Failure> details(List<Key> keys) {
    Map<Key, Failure> details = new HashMap<>();
    db.list(
        DETAILS,
        row -> details.put(new Key(row.getLong("endpoint_id"), instant(row)), failure(row)),
        keys.stream().mapToLong(Key::endpointId).toArray(),
        keys.stream().map(key -> key.at().toString()).toArray(String[]::new),
        keys.stream().map(Key::at).min(Instant::compareTo).orElseThrow(),
        keys.stream().map(Key::at).max(Instant::compareTo).orElseThrow());
    return details;
  }

  private static Instant instant(ResultSet row) throws SQLException {
    return row.getObject("at", OffsetDateTime.class).toInstant();
  }

  private static Failure failure(ResultSet row) throws SQLException {
    String detail = row.getString("detail");
    return Failure.stored(
        row.getInt("failure"), detail == null ? "" : detail, evidence(row.getString("evidence")));
  }

  private static Map<String, Object> evidence(@Nullable String json) {
    try {
      return json == null ? Map.of() : JSON.readValue(json, EVIDENCE);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored evidence is no JSON object", e);
    }
  }
}
