package io.probity.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Goes through the results of blocks, newest first, each instant once, and past blocks that are
 * damaged. Confined to one thread.
 */
final class CellScan {
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
      } catch (CorruptBlock e) {
        unreadable.add(reports.found(part, e));
      }
    }
    return decoded;
  }
}
