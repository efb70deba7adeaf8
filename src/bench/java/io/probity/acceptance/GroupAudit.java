package io.probity.acceptance;

import io.probity.db.Db;
import java.util.ArrayList;
import java.util.List;

/** What must hold where a channel groups its alerts: nothing waits, nothing is given up. */
final class GroupAudit {
  private GroupAudit() {}

  /** What does not fit, a sentence each. */
  static List<String> of(Db db, Ledger ledger) {
    List<String> faults = new ArrayList<>(ledger.disbelieved());
    db.list(
            "SELECT state, count(*) FROM delivery WHERE state <> 1 GROUP BY 1",
            row -> "%d deliveries in state %d".formatted(row.getLong(2), row.getInt(1)))
        .forEach(faults::add);
    if (ledger.distinct("endpoint.down.group") == 0) {
      faults.add("no endpoint.down.group came");
    }
    return faults;
  }
}
