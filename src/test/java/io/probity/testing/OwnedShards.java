package io.probity.testing;

import io.probity.cluster.Ownership;
import io.probity.db.Fence;
import java.util.Set;
import java.util.function.IntPredicate;

/** The shards that a test says are owned, behind a fence that lets everything through. */
public record OwnedShards(IntPredicate owned) implements Ownership {
  public static final OwnedShards ALL = new OwnedShards(shard -> true);

  @Override
  public boolean owns(int shard) {
    return owned.test(shard);
  }

  @Override
  public Set<Integer> shards() {
    return Set.of();
  }

  @Override
  public Fence fence(int shard) {
    return tx -> {};
  }
}
