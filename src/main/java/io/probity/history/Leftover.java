package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Tx;
import io.probity.history.PartitionStore.Partition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Removes a partition that was folded. Results that were committed to it between its fold and its
 * detaching are found by counting, and kept as late ones.
 */
final class Leftover {
  /** Nobody knows how many results were folded from the partition. */
  static final long UNCOUNTED = -1;

  private static final Logger LOG = Logger.getLogger(Leftover.class);
  private static final int BATCH = 1_000;

  private final Db db;
  private final PartitionStore store;
  private final FoldStep.Observer observer;
  private final BlockCodec codec = new BlockCodec();
  private final ResultColumns decoded = new ResultColumns();

  Leftover(Db db, FoldStep.Observer observer) {
    this.db = db;
    this.store = new PartitionStore(db);
    this.observer = observer;
  }

  /**
   * Detaches the partition if need be, compares and drops it; also if an earlier turn came half the
   * way.
   *
   * @param results how many were folded from it, or {@link #UNCOUNTED}
   */
  void remove(String partition, long results, Fence fence) {
    db.run(fence::check);
    for (Partition attached : store.attached(Partitions.RESULTS)) {
      if (attached.name().equals(partition)) {
        store.detach(Partitions.RESULTS, attached);
      }
    }
    observer.reached(FoldStep.DETACHED);
    if (store.exists(partition) && store.count(partition) != results) {
      long more = keep(partition);
      LOG.infof("%d results came to %s while it was folded, and count as late", more, partition);
    }
    observer.reached(FoldStep.COMPARED);
    db.run(
        tx -> {
          fence.check(tx);
          FoldMarkStore.settle(tx, partition);
          tx.update("DROP TABLE IF EXISTS " + partition);
        });
    observer.reached(FoldStep.DROPPED);
  }

  private long keep(String partition) {
    return db.tx(
        reading ->
            db.tx(
                writing -> {
                  Surplus surplus = new Surplus(writing);
                  HotTuples.read(reading, partition, surplus);
                  surplus.write();
                  return surplus.all;
                }));
  }

  /** What no block holds. */
  private final class Surplus implements HotTuples.Sink {
    private final Tx tx;
    private final List<byte[]> tuples = new ArrayList<>();
    private long all;

    Surplus(Tx tx) {
      this.tx = tx;
    }

    @Override
    public void take(long endpointId, ResultColumns rows) {
      Set<Long> folded = folded(endpointId, rows);
      for (int row = 0; row < rows.size(); row++) {
        if (!folded.contains(rows.at(row))) {
          tuples.add(ResultRow.tuple(endpointId, rows, row));
          all++;
        }
      }
      if (tuples.size() >= BATCH) {
        write();
      }
    }

    void write() {
      LateStore.add(tx, tuples);
      tuples.clear();
    }

    private Set<Long> folded(long endpointId, ResultColumns rows) {
      Set<Long> folded = new HashSet<>();
      List<Block> blocks =
          BlockStore.newest(
              tx,
              endpointId,
              Micros.instant(rows.at(0)),
              Micros.instant(rows.at(rows.size() - 1) + 1),
              Integer.MAX_VALUE);
      for (Block block : blocks) {
        try {
          codec.decode(block.codec(), block.data(), decoded);
          for (int row = 0; row < decoded.size(); row++) {
            folded.add(decoded.at(row));
          }
        } catch (CorruptBytes e) {
          LOG.warnf(
              "a block of endpoint %d at %s %s; its results are kept once more",
              block.endpointId(), block.at(), e.getMessage());
        }
      }
      return folded;
    }
  }
}
