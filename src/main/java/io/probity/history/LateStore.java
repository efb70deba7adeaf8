package io.probity.history;

import io.probity.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The table {@code result_late}: results that came after their partition was folded and wait for
 * the next turn of the fold. Works in the caller's transaction.
 */
final class LateStore {
  private LateStore() {}

  /** Adds those results that are not there yet, as {@link ResultRow#tuple} makes them. */
  static void add(Tx tx, List<byte[]> tuples) {
    ResultStore.copyMissing(tx, "result_late", ResultRow.COLUMNS, tuples);
  }

  /** Late results of one endpoint in order of time. */
  record Late(long endpointId, ResultColumns rows) {}

  /** Some of the late results, at most {@code limit}. */
  static List<Late> some(Tx tx, int limit) {
    List<Late> late = new ArrayList<>();
    HotTuples.read(
        tx,
        "result_late",
        limit,
        (endpointId, rows) -> {
          ResultColumns kept = new ResultColumns();
          for (int row = 0; row < rows.size(); row++) {
            kept.addRow(rows, row);
          }
          late.add(new Late(endpointId, kept));
        });
    return late;
  }

  private static final String REMOVE =
      """
      DELETE FROM result_late l
      USING unnest(?::bigint[], ?::text[]::timestamptz[]) AS k (endpoint_id, at)
      WHERE l.endpoint_id = k.endpoint_id AND l.at = k.at
      """;

  static void remove(Tx tx, List<Late> late) {
    List<Long> ids = new ArrayList<>();
    List<String> instants = new ArrayList<>();
    for (Late each : late) {
      for (int row = 0; row < each.rows().size(); row++) {
        ids.add(each.endpointId());
        instants.add(Micros.instant(each.rows().at(row)).toString());
      }
    }
    tx.update(
        REMOVE, ids.stream().mapToLong(Long::longValue).toArray(), instants.toArray(String[]::new));
  }

  /** Whether there are any; cheap. */
  static boolean any(Tx tx) {
    return tx.first("SELECT EXISTS (SELECT FROM result_late)", row -> row.getBoolean(1))
        .orElse(false);
  }

  /** Forgets what is older than anything that is kept; returns how many. */
  static int prune(Tx tx, Instant keptSince) {
    return tx.update("DELETE FROM result_late WHERE at < ?", keptSince);
  }
}
