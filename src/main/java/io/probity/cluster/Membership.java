package io.probity.cluster;

import io.probity.cluster.HandOvers.Reason;
import io.probity.db.DbException;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This replica's place in the cluster: renews its lease, takes its equal share of the shards, and
 * knows by its own monotonic clock when it must stop.
 *
 * <p>{@link #tick} and {@link #leave()} block and are called by one thread; the rest may be called
 * by any.
 */
@Singleton
public final class Membership implements Ownership {
  private static final Logger LOG = Logger.getLogger(Membership.class);

  /** Safety between the end of our lease by our clock and by the database's. */
  private static final Duration MARGIN = Duration.ofMillis(500);

  private final UUID id = UUID.randomUUID();
  private final ShardStore store;
  private final ClusterConfig config;
  private final HandOvers handOvers;
  private final LongSupplier nanoTime;

  private volatile Lease lease = Lease.NONE;
  private boolean joined;
  private boolean away;
  private @Nullable Long impairedSince;
  private volatile boolean doubtful = true;

  /** Immutable so that readers see shards and lease of one moment. */
  private record Lease(Map<Integer, Long> epochs, long validUntilNanos, boolean alone) {
    static final Lease NONE = new Lease(Map.of(), 0, false);
  }

  /** A member that has not joined yet. */
  @jakarta.inject.Inject
  public Membership(ShardStore store, ClusterConfig config, HandOvers handOvers) {
    this(store, config, handOvers, System::nanoTime);
  }

  Membership(ShardStore store, ClusterConfig config, HandOvers handOvers, LongSupplier nanoTime) {
    this.store = store;
    this.config = config;
    this.handOvers = handOvers;
    this.nanoTime = nanoTime;
  }

  /** Under which this replica is a member, from its start to its end. */
  public UUID id() {
    return id;
  }

  /**
   * Renews the lease and moves towards an equal share. Never throws for a database that is away.
   *
   * @param impaired whether this replica cannot judge now; once it could not for as long as a lease
   *     lasts, it leaves its shards to others, if there are any that can
   */
  public void tick(boolean impaired) {
    try {
      long sentAt = nanoTime.getAsLong();
      ShardStore.Beat beat = store.heartbeat(id, config.leaseTtl(), yields(impaired, sentAt));
      doubtful |= !beat.unbroken();
      List<Member> living = beat.living();
      if (!joined && config.exclusive()) {
        store.evictOthers(id);
        living = living.stream().filter(each -> each.id().equals(id)).toList();
      }
      joined = true;
      handOvers.members(living.size());
      lease = leaseOf(balance(known(), living), sentAt, living.size() == 1);
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

  /**
   * Whether shards were given back that nobody has taken yet, so that to tick at once shortens the
   * time in which nobody works on them. Blocks; false while the database is away. Any thread.
   */
  public boolean isWorkFree() {
    if (lease.epochs().size() == SHARDS) {
      return false;
    }
    try {
      return store.anyFree();
    } catch (DbException away) {
      return false; // the next renewal says so
    }
  }

  /** Not at once: where all lose their network together, the first must not hand over in vain. */
  private boolean yields(boolean impaired, long now) {
    if (!impaired) {
      impairedSince = null;
      return false;
    }
    Long since = impairedSince;
    if (since == null) {
      impairedSince = now;
      return false;
    }
    return now - since >= config.leaseTtl().toNanos();
  }

  /** Which member holds a shard by the database's word; empty: none does. Blocks. */
  public Optional<UUID> holder(int shard) {
    return store.holder(shard);
  }

  /** What we own, by the database's word where ours may be wrong. */
  private Map<Integer, Long> known() {
    if (!doubtful) {
      return lease.epochs();
    }
    doubtful = false;
    Map<Integer, Long> owned = store.owned(id);
    Map<Integer, Long> before = lease.epochs();
    int lost = (int) before.keySet().stream().filter(each -> !owned.containsKey(each)).count();
    handOvers.count(Reason.LOST, lost);
    return owned;
  }

  private Lease leaseOf(Map<Integer, Long> epochs, long sentAt, boolean alone) {
    long validUntil = sentAt + config.leaseTtl().minus(MARGIN).toNanos();
    return new Lease(epochs, validUntil, alone);
  }

  private Map<Integer, Long> balance(Map<Integer, Long> epochs, List<Member> living) {
    int share = Member.share(id, living);
    Map<Integer, Long> next = new HashMap<>(epochs);
    if (next.size() < share) {
      for (ShardStore.Owned taken : store.claim(id, share - next.size())) {
        next.put(taken.shard(), taken.epoch());
      }
      handOvers.count(Reason.TAKEN, next.size() - epochs.size());
    } else if (next.size() > share) {
      giveUp(next, share);
    }
    if (next.size() != epochs.size()) {
      LOG.infof("Owns %d of %d shards among %d members", next.size(), SHARDS, living.size());
    }
    return Map.copyOf(next);
  }

  /** Stops working on the surplus before anybody else can begin. */
  private void giveUp(Map<Integer, Long> held, int share) {
    List<Integer> surplus = held.keySet().stream().sorted().skip(share).toList();
    held.keySet().removeAll(surplus);
    lease = new Lease(Map.copyOf(held), lease.validUntilNanos(), lease.alone());
    store.release(id, surplus);
    handOvers.count(share == 0 ? Reason.IMPAIRED : Reason.SHARED, surplus.size());
  }

  /** Gives all shards back, so that another member need not wait for the lease to run out. */
  public void leave() {
    int left = lease.epochs().size();
    lease = Lease.NONE;
    try {
      store.leave(id);
      handOvers.count(Reason.LEFT, left);
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
