package io.probity.history;

import io.probity.db.DbException;

/** Tells trouble with the rows themselves from trouble with the database. */
final class Trouble {
  private Trouble() {}

  /** No partition takes the row (PostgreSQL reports it as a violated check). */
  static boolean missingPartition(RuntimeException e) {
    return e instanceof DbException db && "23514".equals(db.sqlState());
  }

  /**
   * Whether the same rows would fail again on a healthy database: errors of data, constraints and
   * limits, malformed COPY data (08P01 despite its class), internal errors, and bugs of ours.
   */
  static boolean withRows(RuntimeException e) {
    if (!(e instanceof DbException db)) {
      return true;
    }
    String state = db.sqlState();
    return state != null
        && (state.startsWith("22")
            || state.startsWith("23")
            || state.startsWith("54")
            || state.equals("08P01")
            || state.equals("XX000"));
  }
}
