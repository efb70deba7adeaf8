package io.probity.cluster;

import io.probity.cluster.ShardStore.Owned;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import io.probity.db.Tx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Holds while a member owns a shard under the epoch it knows.
 *
 * @param lost called, on the transaction's thread, when it does not hold
 */
record ShardFence(UUID member, Owned owned, Runnable lost) implements Fence {
  @Override
  public void check(Tx tx) {
    check(tx, Set.of(owned));
  }

  @Override
  public void checkWith(Tx tx, List<Fence> others) {
    Set<Owned> together = new LinkedHashSet<>();
    together.add(owned);
    List<Fence> different = new ArrayList<>();
    for (Fence each : others) {
      if (each instanceof ShardFence alike && alike.member.equals(member)) {
        together.add(alike.owned);
      } else {
        different.add(each);
      }
    }
    check(tx, together);
    different.forEach(each -> each.check(tx));
  }

  private void check(Tx tx, Set<Owned> all) {
    try {
      ShardStore.fence(tx, member, all);
    } catch (Fenced e) {
      lost.run();
      throw e;
    }
  }
}
