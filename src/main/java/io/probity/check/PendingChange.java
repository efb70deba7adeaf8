package io.probity.check;

import io.probity.alert.Event;
import io.probity.db.Fence;
import io.probity.health.HealthChange;
import java.util.List;

/**
 * A change of health on its way into the database.
 *
 * @param fence of the epoch under which it was decided
 * @param events what is announced with it, in its transaction
 */
record PendingChange(int shard, Fence fence, HealthChange change, List<Event> events) {
  /** A guess at the memory one takes, bytes. */
  static final long BYTES = 4096;
}
