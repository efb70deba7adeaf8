package io.probity.check;

import io.probity.alert.Event;
import io.probity.db.Fence;
import io.probity.health.HealthChange;
import io.probity.probe.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of health on its way into the database. What is written of it is made only then: until
 * it is, thousands may wait. Confined to whoever holds it: the queue under its lock, then the
 * recorder.
 */
final class PendingChange {
  /** A guess at the heap of one without evidence, bytes. */
  private static final long BARE = 768;

  private final int shard;
  private final Fence fence;
  private HealthChange change;
  private News news;
  private @Nullable LastGood lastGood;

  /**
   * A change.
   *
   * @param fence of the epoch under which it was decided
   * @param lastGood the last good check before it, null: keep what is stored
   * @param news what is announced with it, in its transaction
   */
  PendingChange(
      int shard, Fence fence, HealthChange change, @Nullable LastGood lastGood, News news) {
    this.shard = shard;
    this.fence = fence;
    this.change = change;
    this.lastGood = lastGood;
    this.news = news;
  }

  /** What is written, the same however often that has to be repeated. */
  record Written(Fence fence, HealthChange change, List<Event> events) {}

  int shard() {
    return shard;
  }

  long endpointId() {
    return change.endpointId();
  }

  Written written() {
    HealthChange whole = lastGood == null ? change : change.withLastGood(lastGood.json());
    return new Written(fence, whole, news.events(whole.lastGood()));
  }

  /** Heap it takes, roughly; what others hold as well is counted too. */
  long heapBytes() {
    return BARE
        + HeapGuess.of(failure())
        + (lastGood == null ? 0 : lastGood.heapBytes())
        + news.heapBytes();
  }

  private @Nullable Failure failure() {
    return change.transition() == null ? null : change.transition().failure();
  }

  /** Lets go of all but the change itself; returns the bytes that became free. */
  long strip() {
    long before = heapBytes();
    change = change.withoutEvidence();
    news = news.withoutEvidence();
    lastGood = null;
    return before - heapBytes();
  }
}
