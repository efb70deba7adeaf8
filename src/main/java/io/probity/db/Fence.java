package io.probity.db;

/**
 * A condition that must hold inside a transaction for it to be allowed to commit, such as "this
 * replica still owns the shard".
 */
@FunctionalInterface
public interface Fence {
  /**
   * Locks what the condition depends on until the end of the transaction; throws {@link Fenced} if
   * it does not hold.
   */
  void check(Tx tx);
}
