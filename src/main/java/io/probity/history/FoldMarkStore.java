package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.BiFunction;

/**
 * The table {@code fold_mark}, which decides where history is read: before the mark in blocks, from
 * it on in {@code result_hot}.
 */
final class FoldMarkStore {
  /**
   * Serialises whoever moves the mark and whoever creates partitions: none is made before the mark.
   */
  static final long LOCK = 0x70726f62_70617274L;

  private FoldMarkStore() {}

  static FoldMark read(Tx tx) {
    return tx.first(
            "SELECT upto, partition, coalesce(results, 0) FROM fold_mark",
            row ->
                new FoldMark(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getString(2),
                    row.getLong(3)))
        .orElseThrow(() -> new IllegalStateException("fold_mark is empty"));
  }

  /** Says that a partition was folded; to be committed with its blocks. */
  static void advance(Tx tx, Instant upto, String partition, long results) {
    lock(tx);
    int moved =
        tx.update(
            """
            UPDATE fold_mark SET upto = ?, partition = ?, results = ?
            WHERE partition IS NULL AND upto < ?
            """,
            upto,
            partition,
            results,
            upto);
    if (moved != 1) {
      throw new IllegalStateException("somebody else has folded " + partition);
    }
  }

  /** Says that a folded partition is verified and gone. */
  static void settle(Tx tx, String partition) {
    tx.update(
        "UPDATE fold_mark SET partition = NULL, results = NULL WHERE partition = ?", partition);
  }

  /** Keeps the mark and the set of partitions as they are until the end of the transaction. */
  static void lock(Tx tx) {
    tx.first("SELECT pg_advisory_xact_lock(?)", row -> Boolean.TRUE, LOCK);
  }

  /**
   * Reads history as it is at one instant, whatever the fold does meanwhile. The lock comes before
   * the snapshot: once the snapshot is taken, no partition that it needs can go.
   */
  static <T> T reading(Db db, BiFunction<Tx, Instant, T> read) {
    return db.tx(
        tx -> {
          tx.update(
              """
              SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
              LOCK TABLE ONLY result_hot IN ACCESS SHARE MODE
              """);
          return read.apply(tx, read(tx).upto());
        });
  }

  /** No block reaches over more than this: the greatest width of a partition. */
  static final Duration LONGEST_BLOCK = Duration.ofDays(7);
}
