package io.probity.history;

import io.probity.db.Bulk;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Tx;
import io.probity.history.PartitionStore.Partition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Turns each closed partition of {@code result_hot}, oldest first, into blocks and roll-ups, and
 * drops it once every result is accounted for. Blocks and roll-ups of a partition are committed
 * together with the mark that makes readers look for them; until then, as after a crash at any
 * point, the partition is there as before. Confined to one thread.
 */
@Singleton
public final class Fold {
  private static final Logger LOG = Logger.getLogger(Fold.class);

  private final Db db;
  private final PartitionStore store;
  private final Partitions partitions;
  private final RollupStore rollups;
  private final LateFold late;
  private final Leftover leftover;
  private final InstantSource clock;
  private final Duration grace;
  private final Pace pace;
  private final FoldStep.Observer observer;

  @Inject
  Fold(
      @Bulk Db db,
      Partitions partitions,
      RollupStore rollups,
      HistoryConfig config,
      InstantSource clock) {
    this(db, partitions, rollups, config.foldGrace(), clock, Pace.half(), step -> {});
  }

  Fold(
      Db db,
      Partitions partitions,
      RollupStore rollups,
      Duration grace,
      InstantSource clock,
      Pace pace,
      FoldStep.Observer observer) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("probity.history.fold-grace must not be negative");
    }
    this.db = db;
    this.store = new PartitionStore(db);
    this.partitions = partitions;
    this.rollups = rollups;
    this.late = new LateFold(db, rollups);
    this.leftover = new Leftover(db, observer);
    this.clock = clock;
    this.grace = grace;
    this.pace = pace;
    this.observer = observer;
  }

  /**
   * Finishes what an earlier turn left undone, takes up late results, and folds every partition
   * that is closed by now. Blocks, for minutes if there is much to do; throws {@link
   * io.probity.db.DbException}, and {@link io.probity.db.Fenced} once somebody else does the work.
   */
  public void tick(Fence fence) {
    FoldMark mark = db.tx(FoldMarkStore::read);
    for (Partition partition : store.attached(Partitions.RESULTS)) {
      if (!partition.span().until().isAfter(mark.upto())
          && !partition.name().equals(mark.partition())) {
        leftover.remove(partition.name(), Leftover.UNCOUNTED, fence);
      }
    }
    if (mark.partition() != null) {
      leftover.remove(mark.partition(), mark.results(), fence);
    }
    Instant now = clock.instant();
    int taken = late.fold(fence, partitions.keptSince(now));
    if (taken > 0) {
      LOG.infof("%d late results folded", taken);
    }
    for (Partition partition : store.attached(Partitions.RESULTS)) {
      Instant until = partition.span().until();
      if (!partition.detaching()
          && !until.isAfter(now.minus(grace))
          && until.isAfter(partitions.keptSince(now))) {
        partitions.ensureFolds(partition.span().from(), now);
        long results = fold(partition, fence);
        observer.reached(FoldStep.COMMITTED);
        leftover.remove(partition.name(), results, fence);
        LOG.infof("partition %s folded, %d results", partition.name(), results);
      }
    }
  }

  private static final List<String> SORTING =
      List.of(
          "SET LOCAL work_mem = '64MB'",
          "SET LOCAL enable_indexscan = off",
          "SET LOCAL enable_bitmapscan = off");

  /**
   * Reads the partition, sorted, on one connection and writes what becomes of it on another. The
   * lock keeps writers out from before the first read until after the commit.
   */
  private long fold(Partition partition, Fence fence) {
    return db.tx(
        reading -> {
          reading.update("LOCK TABLE %s IN SHARE MODE".formatted(partition.name()));
          SORTING.forEach(setting -> reading.update(setting));
          observer.reached(FoldStep.LOCKED);
          return db.tx(writing -> fold(reading, writing, partition, fence));
        });
  }

  private long fold(Tx reading, Tx writing, Partition partition, Fence fence) {
    FoldBatch batch = new FoldBatch(rollups);
    pace.begin();
    long results =
        HotTuples.read(
            reading,
            partition.name(),
            (endpointId, rows) -> {
              batch.add(endpointId, rows);
              if (batch.full()) {
                write(batch, writing);
                pace.rest();
              }
            });
    write(batch, writing);
    // Only now: it keeps the shard's row locked, and others from taking the shard over.
    fence.check(writing);
    FoldMarkStore.advance(writing, partition.span().until(), partition.name(), results);
    observer.reached(FoldStep.MARKED);
    return results;
  }

  private void write(FoldBatch batch, Tx writing) {
    if (!batch.isEmpty()) {
      batch.write(writing);
      observer.reached(FoldStep.WRITTEN);
    }
  }
}
