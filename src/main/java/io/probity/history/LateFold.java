package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Tx;
import io.probity.history.LateStore.Late;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes late results into blocks of their own beside those of their time, and into the roll-ups.
 * One that is in a block already is left out, so that what is written twice counts once.
 */
final class LateFold {
  private static final int BATCH = 10_000;
  private static final Duration NEW_CELL = Duration.ofDays(1);

  private final Db db;
  private final FoldBatch batch;
  private final BlockCodec codec = new BlockCodec();
  private final ResultColumns decoded = new ResultColumns();

  LateFold(Db db, RollupStore rollups) {
    this.db = db;
    this.batch = new FoldBatch(rollups);
  }

  /** Folds all late results there are, but those older than what is kept; returns how many. */
  int fold(Fence fence, Instant keptSince) {
    db.run(tx -> LateStore.prune(tx, keptSince));
    int all = 0;
    int some;
    do {
      some =
          db.tx(
              tx -> {
                List<Late> late = LateStore.some(tx, BATCH);
                if (!late.isEmpty()) {
                  fence.check(tx);
                  late.forEach(each -> fold(tx, each));
                  LateStore.remove(tx, late);
                }
                return late.stream().mapToInt(each -> each.rows().size()).sum();
              });
      all += some;
    } while (some == BATCH);
    return all;
  }

  private void fold(Tx tx, Late late) {
    ResultColumns rows = late.rows();
    TreeMap<Instant, Cell> cells = cells(tx, late.endpointId(), rows);
    for (int row = 0; row < rows.size(); row++) {
      cell(cells, Micros.instant(rows.at(row))).add(rows, row);
    }
    cells.forEach(
        (at, cell) -> {
          if (cell.fresh.size() > 0) {
            batch.add(late.endpointId(), at, cell.nextPart, cell.fresh);
          }
        });
    batch.write(tx);
  }

  private TreeMap<Instant, Cell> cells(Tx tx, long endpointId, ResultColumns rows) {
    List<Instant> instants = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      instants.add(Micros.instant(rows.at(row)));
    }
    TreeMap<Instant, Cell> cells = new TreeMap<>();
    for (Block block : BlockStore.around(tx, endpointId, instants)) {
      Cell cell =
          cells.computeIfAbsent(block.at(), at -> new Cell(at.plus(FoldMarkStore.LONGEST_BLOCK)));
      cell.nextPart = Math.max(cell.nextPart, block.part() + 1);
      cell.know(instants(block));
    }
    return cells;
  }

  /** None if the block is corrupt: then it is better to have a result twice than not at all. */
  private Set<Long> instants(Block block) {
    try {
      codec.decode(block.codec(), block.data(), decoded);
    } catch (CorruptBytes e) {
      return Set.of();
    }
    Set<Long> instants = new HashSet<>();
    for (int row = 0; row < decoded.size(); row++) {
      instants.add(decoded.at(row));
    }
    return instants;
  }

  private static Cell cell(TreeMap<Instant, Cell> cells, Instant at) {
    Map.Entry<Instant, Cell> floor = cells.floorEntry(at);
    if (floor != null && at.isBefore(floor.getValue().until)) {
      return floor.getValue();
    }
    Cell cell = new Cell(at.plus(NEW_CELL));
    cells.put(at, cell);
    return cell;
  }

  /** A cell that late results belong to. */
  private static final class Cell {
    private final Instant until;
    private final Set<Long> known = new HashSet<>();
    private final ResultColumns fresh = new ResultColumns();
    private int nextPart;

    Cell(Instant until) {
      this.until = until;
    }

    void know(Set<Long> instants) {
      known.addAll(instants);
    }

    void add(ResultColumns rows, int row) {
      if (known.add(rows.at(row))) {
        fresh.addRow(rows, row);
      }
    }
  }
}
