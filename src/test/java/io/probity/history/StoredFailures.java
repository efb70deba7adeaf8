package io.probity.history;

import io.probity.db.Db;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import java.time.Instant;
import java.time.InstantSource;

/** Failed checks in a database, for tests outside of this package. */
public final class StoredFailures {
  private StoredFailures() {}

  /** Makes room for those of a year. */
  public static void year(Db db, int year) {
    db.update(
        "CREATE TABLE failure_%d PARTITION OF failure FOR VALUES FROM ('%d-01-01Z') TO ('%d-01-01Z')"
            .formatted(year, year, year + 1));
  }

  /** Stores one. */
  public static void add(Db db, long endpointId, Instant at, Verdict verdict, FailureClass cls) {
    db.update(
        "INSERT INTO failure (endpoint_id, at, verdict, failure, attempts) VALUES (?, ?, ?, ?, '[]')",
        endpointId,
        at,
        verdict.number(),
        cls.number());
  }

  /** The partitions of a database, kept as by default. */
  public static Partitions partitions(Db db) {
    return HistoryFixtures.partitions(db);
  }

  /** Reads them. */
  public static FailedChecks checks(Db db, InstantSource clock) {
    return new FailedChecks(
        HistoryFixtures.checks(db), new FailureStore(db), HistoryFixtures.partitions(db), clock);
  }
}
