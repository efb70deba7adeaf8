package io.probity.endpoint;

import io.probity.db.Db;
import io.probity.db.DuplicateKey;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Tx;
import io.probity.endpoint.Written.Outcome;
import io.probity.secret.Sealer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Registers, edits and lists endpoints. Thread-safe; every method blocks. A change is visible to
 * other replicas when they poll, and listeners of this one are called right after the commit.
 */
@Singleton
public final class Endpoints {
  private static final Logger LOG = Logger.getLogger(Endpoints.class);

  /** Between two tries somebody else must have created or deleted the very same key. */
  private static final int MAX_TRIES = 10;

  private final Db db;
  private final SealedSpecs specs;
  private final EndpointStore store;
  private final InstantSource clock;
  private final EndpointWrites writes;
  private final EndpointQuota quota;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Endpoints in this database, their secrets sealed by this sealer, and any number of them. */
  public Endpoints(Db db, Sealer sealer, InstantSource clock) {
    this(db, sealer, clock, () -> 0);
  }

  @Inject
  Endpoints(Db db, Sealer sealer, InstantSource clock, EndpointLimits limits) {
    this.db = db;
    this.specs = new SealedSpecs(sealer);
    this.store = new EndpointStore(specs);
    this.clock = clock;
    this.quota = new EndpointQuota(limits.endpointsPerKey(), store);
    this.writes = new EndpointWrites(specs, store, quota, clock);
  }

  /** Calls {@code listener} after each commit, on the thread that committed. It must not block. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Like {@link #create(EndpointSpec, Mandate)}, for the service itself. */
  public Endpoint create(EndpointSpec spec) {
    return create(spec, Mandate.SERVICE);
  }

  /**
   * Registers an endpoint; throws {@link KeyTaken}, {@link InvalidInput} if out of reach, and
   * {@link TooManyEndpoints}.
   */
  public Endpoint create(EndpointSpec spec, Mandate mandate) {
    Endpoint created =
        orKeyTaken(spec, () -> db.tx(tx -> writes.create(tx, spec, mandate))).endpoint();
    changed();
    return created;
  }

  /** Like {@link #find(UUID, Reach)}, of all endpoints. */
  public Optional<Endpoint> find(UUID publicId) {
    return find(publicId, Reach.EVERYTHING);
  }

  /** A living endpoint within reach; throws {@link UnreadableEndpoint}. */
  public Optional<Endpoint> find(UUID publicId, Reach reach) {
    return db.tx(tx -> store.find(tx, publicId, reach)).map(stored -> stored.open(specs));
  }

  /** Like {@link #list(EndpointQuery, Reach, long, int)}, of all endpoints. */
  public List<Endpoint> list(EndpointQuery query, long afterId, int limit) {
    return list(query, Reach.EVERYTHING, afterId, limit);
  }

  /**
   * Living endpoints within reach after a position, in the order they were registered. One that
   * cannot be read is logged and left out.
   *
   * @param afterId the internal number of the last one seen, 0: from the start
   */
  public List<Endpoint> list(EndpointQuery query, Reach reach, long afterId, int limit) {
    List<Endpoint> found = new ArrayList<>();
    long after = afterId;
    while (found.size() < limit) {
      int wanted = limit - found.size();
      long from = after;
      List<StoredEndpoint> rows = db.tx(tx -> store.list(tx, query, reach, from, wanted));
      for (StoredEndpoint row : rows) {
        after = row.id();
        open(row).ifPresent(found::add);
      }
      if (rows.size() < wanted) {
        break;
      }
    }
    return found;
  }

  /**
   * The living endpoints among these, by internal number, as a transaction sees them. One that
   * cannot be read is logged and left out.
   */
  public Map<Long, Endpoint> living(Tx tx, Collection<Long> ids) {
    Map<Long, Endpoint> living = new HashMap<>();
    for (StoredEndpoint row : ids.isEmpty() ? List.<StoredEndpoint>of() : store.living(tx, ids)) {
      open(row).ifPresent(endpoint -> living.put(row.id(), endpoint));
    }
    return living;
  }

  private Optional<Endpoint> open(StoredEndpoint row) {
    try {
      return Optional.of(row.open(specs));
    } catch (UnreadableEndpoint e) {
      LOG.warnf("%s; it is left out", e.getMessage());
      return Optional.empty();
    }
  }

  /** Like {@link #update(UUID, Edit, Mandate)}, for the service itself. */
  public Optional<Written> update(UUID publicId, Edit edit) {
    return update(publicId, edit, Mandate.SERVICE);
  }

  /**
   * Edits an endpoint; empty if there is none within reach. Throws {@link KeyTaken}, {@link
   * InvalidInput} if it would leave the reach, or what the edit throws.
   */
  public Optional<Written> update(UUID publicId, Edit edit, Mandate mandate) {
    Optional<Written> written =
        db.tx(
            tx ->
                store
                    .lock(tx, publicId, mandate.reach())
                    .map(
                        row -> {
                          EndpointSpec spec = edit.apply(new OpenedEndpoint(row, specs));
                          return orKeyTaken(spec, () -> writes.write(tx, row, spec, mandate));
                        }));
    written.ifPresent(each -> changed(List.of(each)));
    return written;
  }

  private static <T> T orKeyTaken(EndpointSpec spec, Supplier<T> write) {
    try {
      return write.get();
    } catch (DuplicateKey e) {
      throw spec.key() == null ? e : new KeyTaken(spec.key());
    }
  }

  /** Like {@link #upsert(String, Edit, Mandate)}, for the service itself. */
  public Written upsert(String key, Edit edit) {
    return upsert(key, edit, Mandate.SERVICE);
  }

  /**
   * Edits the endpoint that has this key, or registers it. The edit must keep the key. Throws
   * {@link KeyTaken} if the key is that of an endpoint out of reach.
   */
  public Written upsert(String key, Edit edit, Mandate mandate) {
    return upsertAll(Set.of(key), now -> Map.of(key, edit.apply(now.get(key))), false, mandate)
        .values()
        .iterator()
        .next();
  }

  /** Like {@link #upsertAll(Set, BatchEdit, boolean, Mandate)}, for the service itself. */
  public Map<String, Written> upsertAll(Set<String> keys, BatchEdit edit, boolean dryRun) {
    return upsertAll(keys, edit, dryRun, Mandate.SERVICE);
  }

  /**
   * Edits or registers endpoints by their keys, all or none. Throws {@link KeyTaken} if one of them
   * is the key of an endpoint out of reach, and {@link TooManyEndpoints}.
   *
   * @param dryRun only says what would happen; what would be registered has the number 0
   * @return what became of each, by key
   */
  public Map<String, Written> upsertAll(
      Set<String> keys, BatchEdit edit, boolean dryRun, Mandate mandate) {
    for (int tries = 1; ; tries++) {
      try {
        Map<String, Written> written = db.tx(tx -> upsertAll(tx, keys, edit, dryRun, mandate));
        if (!dryRun) {
          changed(written.values());
        }
        return written;
      } catch (DuplicateKey e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private Map<String, Written> upsertAll(
      Tx tx, Set<String> keys, BatchEdit edit, boolean dryRun, Mandate mandate) {
    Map<String, StoredEndpoint> stored = store.lock(tx, keys);
    store.outOfReach(tx, keys, mandate.reach()).stream().findFirst().ifPresent(Endpoints::taken);
    quota.demand(tx, mandate.reach(), keys.size() - stored.size());
    Map<String, Edit.Current> current = new TreeMap<>();
    stored.forEach((key, row) -> current.put(key, new OpenedEndpoint(row, specs)));
    Map<String, EndpointSpec> specsByKey = edit.apply(current);
    SortedMap<String, EndpointSpec> wanted = new TreeMap<>();
    keys.forEach(key -> wanted.put(key, Objects.requireNonNull(specsByKey.get(key))));
    return dryRun ? writes.planAll(stored, wanted) : writes.writeAll(tx, stored, wanted, mandate);
  }

  private static void taken(String key) {
    throw new KeyTaken(key);
  }

  /** Like {@link #delete(UUID, LongConsumer, Mandate)}, for the service itself. */
  public boolean delete(UUID publicId, LongConsumer precondition) {
    return delete(publicId, precondition, Mandate.SERVICE);
  }

  /**
   * Deletes an endpoint; its history stays, its key is free again.
   *
   * @param precondition is given the revision; what it throws keeps the endpoint
   * @return false if there is none within reach
   */
  public boolean delete(UUID publicId, LongConsumer precondition, Mandate mandate) {
    boolean deleted =
        db.tx(
            tx -> {
              Optional<StoredEndpoint> stored = store.lock(tx, publicId, mandate.reach());
              stored.ifPresent(
                  row -> {
                    precondition.accept(row.revision());
                    mandate
                        .trail()
                        .note(tx, EndpointWrites.KIND, publicId, writes.snapshot(row), null);
                    store.delete(tx, row, clock.instant());
                  });
              return stored.isPresent();
            });
    if (deleted) {
      changed();
    }
    return deleted;
  }

  private void changed(Collection<Written> written) {
    if (written.stream().anyMatch(each -> each.outcome() != Outcome.UNCHANGED)) {
      changed();
    }
  }

  /** To be called after the commit of what was written beside this class. */
  void changed() {
    listeners.forEach(Runnable::run);
  }

  /** Notes that something was done with an endpoint that changed nothing of its configuration. */
  public void note(Endpoint endpoint, Mandate mandate) {
    Snapshot unchanged = Snapshot.labelled(endpoint.spec().labels());
    db.run(
        tx ->
            mandate
                .trail()
                .note(tx, EndpointWrites.KIND, endpoint.publicId(), unchanged, unchanged));
  }
}
