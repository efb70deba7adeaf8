package io.probity.db;

import java.util.List;

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

  /** Checks this one and others, those of its own kind in one statement if it knows how. */
  default void checkWith(Tx tx, List<Fence> others) {
    check(tx);
    others.forEach(each -> each.check(tx));
  }
}
