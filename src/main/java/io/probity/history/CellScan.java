package io.probity.history;

import io.probity.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes through the results of blocks, newest first, each instant once, and past blocks that are
 * damaged. Confined to one thread.
 */
final class CellScan {
  private static final int MOST_CELLS = 64;

  private final UnreadableBlocks reports;
  private final BlockCodec codec = new BlockCodec();
  private final List<ResultColumns> spare = new ArrayList<>();
  private final List<Unreadable> unreadable = new ArrayList<>();

  CellScan(UnreadableBlocks reports) {
    this.reports = reports;
  }

  /** Is shown results. */
  @FunctionalInterface
  interface Visitor {
    /** Looks at one result; returns whether to go on. */
    boolean visit(long endpointId, ResultColumns rows, int row);
  }

  /** What was left out so far. */
  List<Unreadable> unreadable() {
    return unreadable;
  }

  /**
   * Shows the results of these blocks.
   *
   * @param blocks cell by cell, newest cell first, each with all of its parts
   * @return whether the visitor wants to go on
   */
  boolean scan(List<Block> blocks, Visitor visitor) {
    int end;
    for (int start = 0; start < blocks.size(); start = end) {
      end = start + 1;
      while (end < blocks.size() && sameCell(blocks.get(start), blocks.get(end))) {
        end++;
      }
      if (!cell(blocks.subList(start, end), visitor)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Shows the results of an endpoint in a span, reading as few blocks as the visitor wants.
   *
   * @param cells how many to read at first; then twice as many each time
   */
  void newestFirst(Tx tx, long endpointId, Span span, int cells, Visitor visitor) {
    long from = Micros.ceiling(span.from());
    long until = Micros.ceiling(span.until());
    Instant before = span.until();
    int some = Math.min(MOST_CELLS, cells);
    List<Block> blocks;
    boolean more;
    do {
      blocks = BlockStore.newest(tx, endpointId, span.from(), before, some);
      more =
          scan(
              blocks,
              (id, rows, row) ->
                  rows.at(row) < from || rows.at(row) >= until || visitor.visit(id, rows, row));
      before = blocks.isEmpty() ? before : blocks.get(blocks.size() - 1).at();
      some = Math.min(MOST_CELLS, some * 2);
    } while (more && !blocks.isEmpty());
  }

  private static boolean sameCell(Block one, Block other) {
    return one.endpointId() == other.endpointId() && one.at().equals(other.at());
  }

  private boolean cell(List<Block> parts, Visitor visitor) {
    List<ResultColumns> columns = decode(parts);
    int[] left = new int[columns.size()];
    for (int i = 0; i < left.length; i++) {
      left[i] = columns.get(i).size();
    }
    long endpointId = parts.get(0).endpointId();
    long before = Long.MAX_VALUE;
    for (int newest = newest(columns, left); newest >= 0; newest = newest(columns, left)) {
      ResultColumns rows = columns.get(newest);
      int row = --left[newest];
      if (rows.at(row) < before && !visitor.visit(endpointId, rows, row)) {
        return false;
      }
      before = rows.at(row);
    }
    return true;
  }

  /** Which part holds the newest result that is left, -1: none is. */
  private static int newest(List<ResultColumns> columns, int[] left) {
    int newest = -1;
    for (int i = 0; i < left.length; i++) {
      if (left[i] > 0
          && (newest < 0
              || columns.get(i).at(left[i] - 1) > columns.get(newest).at(left[newest] - 1))) {
        newest = i;
      }
    }
    return newest;
  }

  private List<ResultColumns> decode(List<Block> parts) {
    List<ResultColumns> decoded = new ArrayList<>(parts.size());
    for (Block part : parts) {
      while (spare.size() <= decoded.size()) {
        spare.add(new ResultColumns());
      }
      ResultColumns rows = spare.get(decoded.size());
      try {
        codec.decode(part.codec(), part.data(), rows);
        decoded.add(rows);
      } catch (CorruptBytes e) {
        unreadable.add(reports.found(part, e));
      }
    }
    return decoded;
  }
}
