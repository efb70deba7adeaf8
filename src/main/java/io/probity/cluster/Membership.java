package io.probity.cluster;

import io.probity.db.DbException;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * This replica's place in the cluster: renews its lease, takes its equal share of the shards, and
 * knows by its own monotonic clock when it must stop.
 *
 * <p>{@link #tick()} and {@link #leave()} block and are called by one thread; the rest may be
 * called by any.
 */
@Singleton
public final class Membership implements Ownership {
  private static final Logger LOG = Logger.getLogger(Membership.class);

  /** Safety between the end of our lease by our clock and by the database's. */
  private static final Duration MARGIN = Duration.ofMillis(500);

  private final UUID id = UUID.randomUUID();
  private final ShardStore store;
  private final ClusterConfig config;
  private final LongSupplier nanoTime;

  private volatile Lease lease = Lease.NONE;
  private boolean joined;
  private boolean away;
  private volatile boolean doubtful = true;

  /** Immutable so that readers see shards and lease of one moment. */
  private record Lease(Map<Integer, Long> epochs, long validUntilNanos, boolean alone) {
    static final Lease NONE = new Lease(Map.of(), 0, false);
  }

  /** A member that has not joined yet. */
  @jakarta.inject.Inject
  public Membership(ShardStore store, ClusterConfig config) {
    this(store, config, System::nanoTime);
  }

  Membership(ShardStore store, ClusterConfig config, LongSupplier nanoTime) {
    this.store = store;
    this.config = config;
    this.nanoTime = nanoTime;
  }

  /** Under which this replica is a member, from its start to its end. */
  public UUID id() {
    return id;
  }

  /**
   * Renews the lease and moves towards an equal share. Never throws for a database that is away.
   */
  public void tick() {
    try {
      long sentAt = nanoTime.getAsLong();
      ShardStore.Beat beat = store.heartbeat(id, config.leaseTtl());
      doubtful |= !beat.unbroken();
      List<UUID> living = beat.living();
      if (!joined && config.exclusive()) {
        store.evictOthers(id);
        living = List.of(id);
      }
      joined = true;
      boolean ask = doubtful;
      doubtful = false;
      Map<Integer, Long> epochs = ask ? store.owned(id) : lease.epochs();
      lease = leaseOf(balance(epochs, living.size()), sentAt, living.size() == 1);
      if (away) {
        away = false;
        LOG.info("The database is back; the lease is renewed");
      }
    } catch (DbException e) {
      doubtful = true;
      if (!away) {
        away = true;
        LOG.warnf("The lease cannot be renewed: %s", e.getMessage());
      }
    }
  }

  private Lease leaseOf(Map<Integer, Long> epochs, long sentAt, boolean alone) {
    long validUntil = sentAt + config.leaseTtl().minus(MARGIN).toNanos();
    return new Lease(epochs, validUntil, alone);
  }

  private Map<Integer, Long> balance(Map<Integer, Long> epochs, int members) {
    int share = (SHARDS + members - 1) / members;
    Map<Integer, Long> next = new java.util.HashMap<>(epochs);
    if (next.size() < share) {
      for (ShardStore.Owned taken : store.claim(id, share - next.size())) {
        next.put(taken.shard(), taken.epoch());
      }
    } else if (next.size() > share) {
      List<Integer> sorted = new ArrayList<>(next.keySet());
      Collections.sort(sorted);
      List<Integer> surplus = List.copyOf(sorted.subList(share, sorted.size()));
      next.keySet().removeAll(surplus);
      lease = new Lease(Map.copyOf(next), lease.validUntilNanos(), lease.alone());
      store.release(id, surplus);
    }
    if (next.size() != epochs.size()) {
      LOG.infof("Owns %d of %d shards among %d members", next.size(), SHARDS, members);
    }
    return Map.copyOf(next);
  }

  /** Gives all shards back, so that another member need not wait for the lease to run out. */
  public void leave() {
    lease = Lease.NONE;
    try {
      store.leave(id);
    } catch (DbException e) {
      LOG.warnf(
          "Could not give the shards back; their lease runs out by itself: %s", e.getMessage());
    }
  }

  @Override
  public boolean owns(int shard) {
    Lease now = lease;
    return valid(now) && now.epochs().containsKey(shard);
  }

  @Override
  public Set<Integer> shards() {
    Lease now = lease;
    return valid(now) ? now.epochs().keySet() : Set.of();
  }

  /**
   * One that was alone goes on without the database: nobody can have taken its place unseen for
   * long.
   */
  private boolean valid(Lease lease) {
    return lease.alone() || nanoTime.getAsLong() - lease.validUntilNanos() < 0;
  }

  @Override
  public Fence fence(int shard) {
    Long epoch = lease.epochs().get(shard);
    return epoch == null
        ? tx -> {
          throw new Fenced("shard " + shard + " is not owned");
        }
        : new ShardFence(id, new ShardStore.Owned(shard, epoch), () -> doubtful = true);
  }
}
