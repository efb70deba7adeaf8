package io.probity.cluster;

import io.probity.db.Fence;
import java.util.Set;

/**
 * Which shards this replica holds, and the fence that proves it inside a transaction. Thread-safe.
 */
public interface Ownership {
  /** The number of shards; an endpoint's shard is below it. */
  int SHARDS = 1024;

  /** Whether this replica may work on a shard now, by its own monotonic clock. */
  boolean owns(int shard);

  /** The shards owned now; a snapshot. */
  Set<Integer> shards();

  /** The fence for work on a shard, of the epoch it is owned under now. */
  Fence fence(int shard);
}
