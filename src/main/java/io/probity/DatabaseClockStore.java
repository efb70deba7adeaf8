package io.probity;

import io.probity.db.Db;
import java.time.Instant;

/** What time it is for the database. */
record DatabaseClockStore(Db db) {
  /**
   * Asks it. Blocks.
   *
   * @throws io.probity.db.DbException if the database is away
   */
  Instant now() {
    return db.first("SELECT clock_timestamp()", row -> row.getTimestamp(1).toInstant())
        .orElseThrow();
  }
}
