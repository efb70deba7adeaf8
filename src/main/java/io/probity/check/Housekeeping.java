package io.probity.check;

import io.probity.alert.DeliveryLog;
import io.probity.cluster.Ownership;
import io.probity.history.Partitions;
import io.probity.history.SummaryRefresh;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What one replica does for all, namely the owner of shard 0: partitions ahead, retention, and
 * sums. Blocks.
 */
@Singleton
final class Housekeeping {
  private static final int SHARD = 0;

  private final Ownership ownership;
  private final Partitions partitions;
  private final DeliveryLog deliveries;
  private final SummaryRefresh summaries;
  private final InstantSource clock;

  Housekeeping(
      Ownership ownership,
      Partitions partitions,
      DeliveryLog deliveries,
      SummaryRefresh summaries,
      InstantSource clock) {
    this.ownership = ownership;
    this.partitions = partitions;
    this.deliveries = deliveries;
    this.summaries = summaries;
    this.clock = clock;
  }

  void tick() {
    if (ownership.owns(SHARD)) {
      Instant now = clock.instant();
      partitions.ensure(now);
      partitions.prune(now);
      deliveries.prune(now);
      summaries.tick(now);
    }
  }
}
