package io.probity.history;

/** Where a fold of one partition can be cut off. After each of them the next turn goes on. */
enum FoldStep {
  /** The partition is closed to writers. */
  LOCKED,
  /** Some endpoints' blocks were written; comes once for every batch. */
  WRITTEN,
  /** All is written, and the mark is moved, but not committed. */
  MARKED,
  /** Blocks, roll-ups and mark are committed. */
  COMMITTED,
  /** The partition is no part of {@code result_hot} any more. */
  DETACHED,
  /** What came in too late to be folded is in {@code result_late}. */
  COMPARED,
  /** The partition is gone. */
  DROPPED;

  /** Is told of each step while it holds. */
  @FunctionalInterface
  interface Observer {
    void reached(FoldStep step);
  }
}
