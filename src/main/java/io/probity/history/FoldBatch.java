package io.probity.history;

import io.probity.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Blocks and roll-ups of some endpoints on their way to the database. Confined to one thread. */
final class FoldBatch {
  private static final int ENOUGH_ENDPOINTS = 500;
  private static final int ENOUGH_BYTES = 2 << 20;

  private final RollupStore rollups;
  private final BlockCodec codec = new BlockCodec();
  private final List<Block> blocks = new ArrayList<>();
  private final Map<Key, DayRoll> rolls = new LinkedHashMap<>();
  private int bytes;

  private record Key(long endpointId, Instant day) {}

  FoldBatch(RollupStore rollups) {
    this.rollups = rollups;
  }

  /** Adds results of one endpoint, in order of time, as a cell of their own. */
  void add(long endpointId, ResultColumns rows) {
    add(endpointId, Micros.instant(rows.at(0)), 0, rows);
  }

  /** Adds results of one endpoint, in order of time, as a part of a cell. */
  void add(long endpointId, Instant cell, int part, ResultColumns rows) {
    byte[] data = codec.encode(rows);
    Instant last = Micros.instant(rows.at(rows.size() - 1));
    blocks.add(new Block(endpointId, cell, part, last, rows.size(), BlockCodec.CODEC, data));
    bytes += data.length;
    roll(endpointId, rows);
  }

  private void roll(long endpointId, ResultColumns rows) {
    long dayEnds = Long.MIN_VALUE;
    DayRoll roll = new DayRoll();
    for (int row = 0; row < rows.size(); row++) {
      if (rows.at(row) >= dayEnds) {
        Instant day = RollupStore.day(Micros.instant(rows.at(row)));
        dayEnds = Micros.of(day.plusSeconds(86_400));
        roll = rolls.computeIfAbsent(new Key(endpointId, day), key -> new DayRoll());
      }
      roll.add(rows, row);
    }
  }

  /** Whether it is time to write. */
  boolean full() {
    return blocks.size() >= ENOUGH_ENDPOINTS || bytes >= ENOUGH_BYTES;
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  /** Writes all that was added, and forgets it. */
  void write(Tx tx) {
    if (!blocks.isEmpty()) {
      BlockStore.write(tx, blocks);
      List<RollupStore.Day> days = new ArrayList<>(rolls.size());
      rolls.forEach(
          (key, roll) -> days.add(new RollupStore.Day(key.endpointId(), key.day(), roll)));
      rollups.add(tx, days);
    }
    blocks.clear();
    rolls.clear();
    bytes = 0;
  }
}
