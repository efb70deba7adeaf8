package io.probity.check;

import io.probity.cluster.Ownership;
import io.probity.db.DbUnavailable;
import io.probity.endpoint.Change;
import io.probity.endpoint.ChangeFeed;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthStore;
import io.probity.health.Recollection;
import io.probity.health.StoredHealth;
import io.probity.history.LatestChecks;
import io.probity.history.LatestChecks.Wanted;
import io.probity.probe.CheckSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides which endpoints this replica probes: those of its shards, as they are configured now. One
 * thread calls {@link #tick()}; what it finds is carried out on the event loop by {@link Probing}.
 */
final class Roster {
  private static final Logger LOG = Logger.getLogger(Roster.class);
  private static final int BATCH = 500;

  private final ChangeFeed feed;
  private final Ownership ownership;
  private final HealthStore health;
  private final LatestChecks latest;
  private final Crew crew;

  private final Map<Long, Endpoint> known = new HashMap<>();
  private final Set<Long> probed = new HashSet<>();
  private final Map<Long, Endpoint> gone = new Remembered();
  private final Map<Long, Why> missing = new LinkedHashMap<>();
  private final Set<Long> outOfStep = ConcurrentHashMap.newKeySet();
  private Set<Integer> shards = Set.of();
  private boolean loaded;
  private boolean away;

  /**
   * The newest deleted endpoints, whoever owned them: their owner may die before it closes their
   * books, and then the next one has to.
   */
  private static final class Remembered extends LinkedHashMap<Long, Endpoint> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Endpoint> eldest) {
      return size() > 10_000;
    }
  }

  /** Why an endpoint is to be taken on. */
  private enum Why {
    CREATED,
    GAINED,
    REMOVED
  }

  /** What the event loop is told to do. Each call may come from the roster's thread. */
  interface Crew {
    /**
     * Probe this endpoint from now on; if it is probed already, its health is as stored and not as
     * remembered.
     *
     * @param lastAt its newest result, null: none
     * @param created whether it is new rather than taken over
     */
    void add(Endpoint endpoint, StoredHealth health, @Nullable Instant lastAt, boolean created);

    /** Its configuration is another now. */
    void change(Endpoint endpoint);

    /** It was deleted; {@code health} is what is stored of it. */
    void bury(Endpoint endpoint, StoredHealth health);

    /** Somebody else probes it now. */
    void drop(long endpointId);
  }

  Roster(ChangeFeed feed, Ownership ownership, HealthStore health, LatestChecks latest, Crew crew) {
    this.feed = feed;
    this.ownership = ownership;
    this.health = health;
    this.latest = latest;
    this.crew = crew;
  }

  /**
   * The remembered health of an endpoint does not fit the stored one: read it again. Any thread.
   */
  void outOfStep(long endpointId) {
    outOfStep.add(endpointId);
  }

  /**
   * Takes in changes of endpoints and of ownership. Blocks; never throws for a database that is
   * away.
   */
  void tick() {
    try {
      feed.poll().forEach(this::take);
      loaded = true;
      follow(ownership.shards());
      for (Long id : outOfStep) {
        outOfStep.remove(id);
        missing.putIfAbsent(id, known.containsKey(id) ? Why.GAINED : Why.REMOVED);
      }
      enlist();
      if (away) {
        away = false;
        LOG.info("Changes of endpoints arrive again");
      }
    } catch (DbUnavailable e) {
      if (loaded) {
        follow(ownership.shards());
      }
      if (!away) {
        away = true;
        LOG.warnf("Changes of endpoints wait for the database: %s", e.getMessage());
      }
    }
  }

  private void take(Change change) {
    Endpoint endpoint = change.endpoint();
    if (change.removed()) {
      known.remove(endpoint.id());
      gone.put(endpoint.id(), endpoint);
      if (shards.contains(endpoint.shard()) || !loaded) {
        missing.put(endpoint.id(), Why.REMOVED);
      }
      return;
    }
    Endpoint before = known.put(endpoint.id(), endpoint);
    if (before != null && before.revision() == endpoint.revision()) {
      return; // told twice
    }
    if (probed.contains(endpoint.id())) {
      crew.change(endpoint);
    } else if (shards.contains(endpoint.shard())) {
      missing.put(endpoint.id(), before == null && loaded ? Why.CREATED : Why.GAINED);
    }
  }

  private void follow(Set<Integer> now) {
    if (now.equals(shards)) {
      return;
    }
    for (Endpoint endpoint : known.values()) {
      boolean owned = now.contains(endpoint.shard());
      if (owned && !shards.contains(endpoint.shard())) {
        missing.put(endpoint.id(), Why.GAINED);
      } else if (!owned && probed.remove(endpoint.id())) {
        crew.drop(endpoint.id());
      }
    }
    for (Endpoint endpoint : gone.values()) {
      if (now.contains(endpoint.shard()) && !shards.contains(endpoint.shard())) {
        missing.put(endpoint.id(), Why.REMOVED);
      }
    }
    shards = Set.copyOf(now);
    missing
        .keySet()
        .removeIf(id -> known.containsKey(id) && !shards.contains(shard(known.get(id))));
  }

  private static int shard(@Nullable Endpoint endpoint) {
    return endpoint == null ? -1 : endpoint.shard();
  }

  private void enlist() {
    if (shards.isEmpty()) {
      return;
    }
    List<Long> ids = new ArrayList<>(missing.keySet());
    for (int from = 0; from < ids.size(); from += BATCH) {
      List<Long> some = ids.subList(from, Math.min(ids.size(), from + BATCH));
      Map<Long, StoredHealth> stored = health.load(some);
      Map<Long, CheckSummary> newest = latest.latest(some);
      Map<Long, List<CheckSummary>> recent = recent(newest);
      for (Long id : some) {
        StoredHealth last = stored.getOrDefault(id, StoredHealth.NONE);
        enlist(id, last, newest.get(id), recent.getOrDefault(id, List.of()));
      }
    }
  }

  /** The checks that still count, of those endpoints that had any. */
  private Map<Long, List<CheckSummary>> recent(Map<Long, CheckSummary> newest) {
    List<Wanted> wanted = new ArrayList<>();
    newest.forEach(
        (id, check) -> {
          Endpoint endpoint = known.get(id);
          if (endpoint != null) {
            Instant since = Recollection.since(endpoint, check.at());
            wanted.add(new Wanted(id, since, Recollection.atMost(endpoint)));
          }
        });
    return latest.recent(wanted);
  }

  private void enlist(
      long id, StoredHealth stored, @Nullable CheckSummary newest, List<CheckSummary> recent) {
    Why why = missing.remove(id);
    Endpoint deleted = gone.get(id);
    Endpoint endpoint = known.get(id);
    if (why == Why.REMOVED) {
      probed.remove(id);
      if (deleted != null && shards.contains(deleted.shard())) {
        crew.bury(deleted, stored);
      }
    } else if (endpoint != null && shards.contains(endpoint.shard())) {
      probed.add(id);
      StoredHealth resumed = stored.with(Recollection.of(stored.state(), endpoint, recent));
      crew.add(endpoint, resumed, newest == null ? null : newest.at(), why == Why.CREATED);
    }
  }
}
