package io.probity.check;

import io.probity.alert.DeliveryLog;
import io.probity.cluster.Ownership;
import io.probity.db.Fenced;
import io.probity.history.Fold;
import io.probity.history.Partitions;
import io.probity.history.SummaryRefresh;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * What one replica does for all, namely the owner of shard 0: partitions ahead, retention, the fold
 * of results, sums, and the counts of incidents. Blocks.
 */
@Singleton
final class Housekeeping {
  private static final Logger LOG = Logger.getLogger(Housekeeping.class);
  private static final int SHARD = 0;

  private final Ownership ownership;
  private final Partitions partitions;
  private final Fold fold;
  private final DeliveryLog deliveries;
  private final IncidentClasses classes;
  private final Retention retention;
  private final SummaryRefresh summaries;
  private final InstantSource clock;

  Housekeeping(
      Ownership ownership,
      Partitions partitions,
      Fold fold,
      DeliveryLog deliveries,
      IncidentClasses classes,
      Retention retention,
      SummaryRefresh summaries,
      InstantSource clock) {
    this.ownership = ownership;
    this.partitions = partitions;
    this.fold = fold;
    this.deliveries = deliveries;
    this.classes = classes;
    this.retention = retention;
    this.summaries = summaries;
    this.clock = clock;
  }

  void tick() {
    if (ownership.owns(SHARD)) {
      Instant now = clock.instant();
      partitions.ensure(now);
      partitions.prune(now);
      deliveries.prune(now);
      classes.tick(now);
      summaries.tick(now);
      forget(now);
    }
  }

  private void forget(Instant now) {
    try {
      retention.tick(ownership.fence(SHARD), now);
    } catch (Fenced takenOver) {
      LOG.debugf("Retention goes on elsewhere: %s", takenOver.getMessage());
    }
  }

  /** Takes as long as there are results to fold; on a thread of its own. */
  void fold() {
    if (ownership.owns(SHARD)) {
      try {
        fold.tick(ownership.fence(SHARD));
      } catch (Fenced takenOver) {
        LOG.debugf("The fold goes on elsewhere: %s", takenOver.getMessage());
      }
    }
  }
}
