package io.probity.history;

import io.probity.db.Db;

/** Reads results for the tests of other packages. */
public final class StoredResults {
  private StoredResults() {}

  /** Those that came lately. */
  public static FreshChecks fresh(Db db) {
    return new FreshChecks(HistoryFixtures.checks(db), new FailureStore(db));
  }
}
