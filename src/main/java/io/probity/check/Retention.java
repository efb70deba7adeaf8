package io.probity.check;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Tx;
import io.probity.endpoint.TombstoneStore;
import io.probity.health.PastHealthStore;
import io.probity.history.Partitions;
import io.probity.history.PastCertificateStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Removes what is older than it is kept where that is no matter of partitions: periods and
 * certificates with the roll-ups of their time, incidents after a time of their own, and deleted
 * endpoints once nothing is left of them. It goes through all endpoints some at a time, in short
 * transactions, and then rests. Confined to one thread; blocks.
 */
@Singleton
final class Retention {
  /** Rows of one table that a transaction removes at most, but for the few of the forgotten. */
  static final int ROWS = 1_000;

  private static final int ENDPOINTS = 500;
  private static final int TRANSACTIONS = 40;
  private static final Duration REST = Duration.ofHours(6);

  private final Db db;
  private final Partitions partitions;
  private final TombstoneStore tombstones;
  private final PastHealthStore health;
  private final PastCertificateStore certificates;
  private final Duration incidents;
  private final Counter removedPeriods;
  private final Counter removedIncidents;
  private final Counter removedCertificates;
  private final Counter removedEndpoints;

  private long after;
  private Instant restsUntil = Instant.MIN;

  Retention(
      Db db,
      Partitions partitions,
      TombstoneStore tombstones,
      PastHealthStore health,
      PastCertificateStore certificates,
      RetentionConfig config,
      MeterRegistry registry) {
    if (config.keep().compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalStateException(
          "probity.incidents.keep must be at least a day, not " + config.keep());
    }
    this.db = db;
    this.partitions = partitions;
    this.tombstones = tombstones;
    this.health = health;
    this.certificates = certificates;
    this.incidents = config.keep();
    removedPeriods = removed(registry, "health_period");
    removedIncidents = removed(registry, "incident");
    removedCertificates = removed(registry, "certificate");
    removedEndpoints = removed(registry, "endpoint");
  }

  private static Counter removed(MeterRegistry registry, String table) {
    return Counter.builder("probity.retention.removed")
        .description("Rows removed since they were older than they are kept, by table")
        .tag("table", table)
        .register(registry);
  }

  /** What one transaction removed, and the last endpoint it went through. */
  private record Done(
      int periods, int incidents, int certificates, int endpoints, long upTo, boolean more) {}

  /**
   * Goes on where the last turn left off, for a bounded number of transactions; throws {@link
   * io.probity.db.Fenced} once somebody else does the work.
   */
  void tick(Fence fence, Instant now) {
    for (int i = 0; i < TRANSACTIONS && !now.isBefore(restsUntil); i++) {
      Done done =
          db.tx(
              tx -> {
                fence.check(tx);
                return remove(tx, now);
              });
      removedPeriods.increment(done.periods());
      removedIncidents.increment(done.incidents());
      removedCertificates.increment(done.certificates());
      removedEndpoints.increment(done.endpoints());
      if (done.more()) {
        after = done.upTo();
      } else {
        after = 0;
        restsUntil = now.plus(REST);
      }
    }
  }

  private Done remove(Tx tx, Instant now) {
    List<Long> some = tombstones.numbers(tx, after, ENDPOINTS);
    Instant kept = partitions.rollupsKeptSince(now);
    int periods = health.periods(tx, some, kept, ROWS);
    int closed = health.incidents(tx, some, now.minus(incidents), ROWS);
    int chains = certificates.chains(tx, some, kept, ROWS);
    if (periods == ROWS || closed == ROWS || chains == ROWS) {
      return new Done(periods, closed, chains, 0, after, true);
    }
    List<Long> forgotten = tombstones.bare(tx, some, kept);
    if (!forgotten.isEmpty()) {
      periods += health.forget(tx, forgotten);
      chains += certificates.forget(tx, forgotten);
      tombstones.remove(tx, forgotten);
    }
    long upTo = some.isEmpty() ? after : some.get(some.size() - 1);
    return new Done(periods, closed, chains, forgotten.size(), upTo, some.size() == ENDPOINTS);
  }
}
