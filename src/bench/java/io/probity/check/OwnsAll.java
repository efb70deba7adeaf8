package io.probity.check;

import io.probity.cluster.Ownership;
import io.probity.db.Fence;
import java.util.Set;

/** A replica that is alone. */
record OwnsAll() implements Ownership {
  @Override
  public boolean owns(int shard) {
    return true;
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
