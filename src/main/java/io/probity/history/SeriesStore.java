package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Tx;
import io.probity.history.ResultColumns.Column;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Reads the results that count of one endpoint, wherever they are, for series: column by column,
 * without an object for each. Each instant comes once, in no order. Blocks.
 */
@Singleton
final class SeriesStore {
  /** Blocks of so many spans are read at once: some megabytes at most. */
  private static final int CELLS = 64;

  private final Db db;
  private final UnreadableBlocks unreadable;

  SeriesStore(Db db, UnreadableBlocks unreadable) {
    this.db = db;
    this.unreadable = unreadable;
  }

  /** Takes results one by one. */
  interface Sink {
    /** A result that counts; the columns are valid during the call. */
    void check(ResultColumns rows, int row);
  }

  /** {@link FoldMarkStore#reading}. */
  <T> T reading(BiFunction<Tx, Instant, T> read) {
    return FoldMarkStore.reading(db, read);
  }

  /**
   * Results of partitions that are not folded.
   *
   * @param span from the fold mark on
   */
  void hot(Tx tx, long endpointId, Span span, Sink sink) {
    HotTuples.read(
        tx,
        clause("result_hot", endpointId, span),
        (id, rows) -> {
          for (int row = 0; row < rows.size(); row++) {
            pass(rows, row, sink);
          }
        });
  }

  /**
   * Results of blocks, and late ones.
   *
   * @param span before the fold mark
   * @return what could not be read and is missing
   */
  List<Unreadable> folded(Tx tx, long endpointId, Span span, Sink sink) {
    LateRows late = late(tx, endpointId, span);
    CellScan scan = new CellScan(unreadable);
    scan.newestFirst(
        tx,
        endpointId,
        span,
        CELLS,
        (id, rows, row) -> {
          late.forget(rows.at(row));
          pass(rows, row, sink);
          return true;
        });
    late.forEach((rows, row) -> pass(rows, row, sink));
    return scan.unreadable();
  }

  /** Late results that are in no block yet, and hence in no roll-up. */
  void notFolded(Tx tx, long endpointId, Span span, Sink sink) {
    LateRows late = late(tx, endpointId, span);
    if (!late.isEmpty()) {
      new CellScan(unreadable)
          .scan(
              BlockStore.around(tx, endpointId, late.instants()),
              (id, rows, row) -> {
                late.forget(rows.at(row));
                return true;
              });
      late.forEach((rows, row) -> pass(rows, row, sink));
    }
  }

  private static LateRows late(Tx tx, long endpointId, Span span) {
    LateRows late = new LateRows();
    HotTuples.read(tx, clause("result_late", endpointId, span), (id, rows) -> late.add(rows));
    return late;
  }

  /** COPY takes no arguments. */
  private static String clause(String table, long endpointId, Span span) {
    return "%s WHERE endpoint_id = %d AND at >= '%s' AND at < '%s'"
        .formatted(table, endpointId, span.from(), span.until());
  }

  private static void pass(ResultColumns rows, int row, Sink sink) {
    if (ResultRow.counts(rows.value(Column.FLAGS, row))) {
      sink.check(rows, row);
    }
  }
}
