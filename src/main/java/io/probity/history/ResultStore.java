package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Ingest;
import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;

/** Writes results and failures. Both methods are one transaction: all rows or none. */
@Singleton
final class ResultStore {
  private static final String COPY = "COPY %s (%s) FROM STDIN (FORMAT binary)";

  private final Db db;

  ResultStore(@Ingest Db db) {
    this.db = db;
  }

  /**
   * Writes new rows in the cheapest way.
   *
   * @return names the session they were written in; another one than last time means that the
   *     connection was lost in between, and maybe the last commits with it
   * @throws io.probity.db.DuplicateKey if a row is there already; none was written
   */
  String copy(List<Pending> rows) {
    return db.tx(
        tx -> {
          copy(tx, "result_hot", ResultRow.COLUMNS, results(rows));
          copy(tx, "failure", FailureRow.COLUMNS, failures(rows));
          return session(tx);
        });
  }

  /** Writes those rows that are not there yet; returns the session's name as {@link #copy}. */
  String copyMissing(List<Pending> rows) {
    return db.tx(
        tx -> {
          copyMissing(tx, "result_hot", ResultRow.COLUMNS, results(rows));
          copyMissing(tx, "failure", FailureRow.COLUMNS, failures(rows));
          return session(tx);
        });
  }

  /**
   * Writes rows whose partition was folded already, those that are not there yet; returns the
   * session's name as {@link #copy}.
   */
  String copyLate(List<Pending> rows) {
    return db.tx(
        tx -> {
          LateStore.add(tx, results(rows));
          copyMissing(tx, "failure", FailureRow.COLUMNS, failures(rows));
          return session(tx);
        });
  }

  private static List<byte[]> results(List<Pending> rows) {
    return rows.stream().map(Pending::result).toList();
  }

  private static List<byte[]> failures(List<Pending> rows) {
    return rows.stream()
        .map(Pending::failure)
        .filter(Objects::nonNull)
        .map(FailureRow::tuple)
        .toList();
  }

  private static void copy(Tx tx, String table, String columns, List<byte[]> tuples) {
    if (!tuples.isEmpty()) {
      byte[] stream = CopyTuple.stream(tuples);
      tx.copyIn(COPY.formatted(table, columns), stream, stream.length);
    }
  }

  /**
   * Writes the rows that are not there yet. COPY knows no ON CONFLICT, hence the detour over a
   * table without a key.
   */
  static void copyMissing(Tx tx, String table, String columns, List<byte[]> tuples) {
    if (tuples.isEmpty()) {
      return;
    }
    String repeated = "repeated_" + table;
    tx.update("CREATE TEMPORARY TABLE %s (LIKE %s) ON COMMIT DROP".formatted(repeated, table));
    copy(tx, "pg_temp." + repeated, columns, tuples);
    tx.update(
        "INSERT INTO %s (%s) SELECT %2$s FROM pg_temp.%s ON CONFLICT DO NOTHING"
            .formatted(table, columns, repeated));
  }

  private static String session(Tx tx) {
    return tx.first(
            "SELECT pg_postmaster_start_time()::text || ' ' || pg_backend_pid()",
            row -> row.getString(1))
        .orElse("");
  }
}
