package io.probity.history;

import io.probity.db.DuplicateKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Brings batches into the database so that each row is there exactly once, whatever happens on the
 * way: repeats after a lost connection, missing partitions, rows that no table will ever take.
 * Confined to one thread.
 */
final class BatchWriter {
  /** Twice, since the fold may go on between a look at its mark and the write. */
  private static final int PLACES = 2;

  private final ResultStore store;
  private final Partitions partitions;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final RecentBatches recent;
  private final BiConsumer<Pending, RuntimeException> refused;
  private boolean prepared;
  private boolean inDoubt;
  private String session = "";

  /**
   * A writer.
   *
   * @param refused told of each row that cannot be written, and why; the row is lost
   */
  BatchWriter(
      ResultStore store,
      Partitions partitions,
      InstantSource clock,
      LongSupplier nanos,
      RecentBatches recent,
      BiConsumer<Pending, RuntimeException> refused) {
    this.store = store;
    this.partitions = partitions;
    this.clock = clock;
    this.nanos = nanos;
    this.recent = recent;
    this.refused = refused;
  }

  /** Makes sure that there is a place to write to; to be called first, and again if it throws. */
  void prepare() {
    if (!prepared) {
      partitions.ensure(clock.instant());
      prepared = true;
    }
  }

  /**
   * Writes a batch. After an exception the same batch must be given again; what was written of it,
   * if anything, is not written twice.
   *
   * @return rows written, less than given if some were refused
   * @throws io.probity.db.DbException if the trouble is not with the rows; trying again later makes
   *     sense
   */
  int write(List<Pending> batch) {
    List<Pending> written = new ArrayList<>(batch.size());
    try {
      if (inDoubt) {
        repeatRecent();
        write(batch, written, store::copyMissing, 0);
        inDoubt = false;
      } else {
        String before = session;
        write(batch, written, store::copy, 0);
        if (!before.isEmpty() && !before.equals(session)) {
          repeatRecent();
        }
      }
    } catch (RuntimeException e) {
      inDoubt = true;
      throw e;
    }
    recent.add(written, nanos.getAsLong());
    return written.size();
  }

  private void repeatRecent() {
    write(recent.rows(), new ArrayList<>(), store::copyMissing, 0);
    recent.repeated(nanos.getAsLong());
  }

  @FunctionalInterface
  private interface Way {
    String write(List<Pending> rows);
  }

  /**
   * Writes rows in the given way, or in another if it must be.
   *
   * @param placed how often a place for them was made already
   */
  private void write(List<Pending> rows, List<Pending> written, Way way, int placed) {
    if (rows.isEmpty()) {
      return;
    }
    try {
      session = way.write(rows);
      written.addAll(rows);
    } catch (DuplicateKey e) {
      write(rows, written, store::copyMissing, placed);
    } catch (RuntimeException e) {
      if (Trouble.missingPartition(e) && placed < PLACES) {
        place(rows, written, way, placed + 1);
      } else if (!Trouble.withRows(e)) {
        throw e;
      } else if (rows.size() == 1) {
        refused.accept(rows.get(0), e);
      } else {
        int middle = rows.size() / 2;
        write(rows.subList(0, middle), written, way, placed);
        write(rows.subList(middle, rows.size()), written, way, placed);
      }
    }
  }

  /** Rows whose partition was folded already are late; for the others one is created. */
  private void place(List<Pending> rows, List<Pending> written, Way way, int placed) {
    Instant now = clock.instant();
    partitions.ensure(now, earliest(rows));
    Span folded = partitions.late(now);
    List<Pending> late = new ArrayList<>();
    List<Pending> timely = new ArrayList<>();
    for (Pending row : rows) {
      (folded != null && folded.contains(row.at()) ? late : timely).add(row);
    }
    write(late, written, store::copyLate, placed);
    write(timely, written, way, placed);
  }

  private static Instant earliest(List<Pending> rows) {
    return rows.stream().map(Pending::at).min(Instant::compareTo).orElseThrow();
  }
}
