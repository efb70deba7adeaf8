package io.probity.endpoint;

import io.probity.db.Db;
import io.probity.db.DuplicateKey;
import io.probity.db.Ids;
import io.probity.db.Tx;
import io.probity.endpoint.Written.Outcome;
import io.probity.secret.Sealer;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Endpoints in this database, their secrets sealed by this sealer. */
  public Endpoints(Db db, Sealer sealer, InstantSource clock) {
    this.db = db;
    this.specs = new SealedSpecs(sealer);
    this.store = new EndpointStore(specs);
    this.clock = clock;
  }

  /** Calls {@code listener} after each commit, on the thread that committed. It must not block. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Registers an endpoint; throws {@link KeyTaken}. */
  public Endpoint create(EndpointSpec spec) {
    Endpoint created = orKeyTaken(spec, () -> db.tx(tx -> store.insert(tx, spec, clock.instant())));
    changed();
    return created;
  }

  /** A living endpoint; throws {@link UnreadableEndpoint}. */
  public Optional<Endpoint> find(UUID publicId) {
    return db.tx(tx -> store.find(tx, publicId)).map(stored -> stored.open(specs));
  }

  /**
   * Living endpoints after a position, in the order they were registered. One that cannot be read
   * is logged and left out.
   *
   * @param afterId the internal number of the last one seen, 0: from the start
   */
  public List<Endpoint> list(EndpointQuery query, long afterId, int limit) {
    List<Endpoint> found = new ArrayList<>();
    long after = afterId;
    while (found.size() < limit) {
      int wanted = limit - found.size();
      long from = after;
      List<StoredEndpoint> rows = db.tx(tx -> store.list(tx, query, from, wanted));
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

  /**
   * Edits an endpoint; empty if there is none. Throws {@link KeyTaken}, or what the edit throws.
   */
  public Optional<Written> update(UUID publicId, Edit edit) {
    Optional<Written> written =
        db.tx(
            tx ->
                store
                    .lock(tx, publicId)
                    .map(
                        row -> {
                          EndpointSpec spec = edit.apply(new Opened(row, specs));
                          return orKeyTaken(spec, () -> write(tx, row, spec));
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

  /** Edits the endpoint that has this key, or registers it. The edit must keep the key. */
  public Written upsert(String key, Edit edit) {
    return upsertAll(Set.of(key), now -> Map.of(key, edit.apply(now.get(key))), false)
        .values()
        .iterator()
        .next();
  }

  /**
   * Edits or registers endpoints by their keys, all or none.
   *
   * @param dryRun only says what would happen; what would be registered has the number 0
   * @return what became of each, by key
   */
  public Map<String, Written> upsertAll(Set<String> keys, BatchEdit edit, boolean dryRun) {
    for (int tries = 1; ; tries++) {
      try {
        Map<String, Written> written = db.tx(tx -> upsertAll(tx, keys, edit, dryRun));
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

  private Map<String, Written> upsertAll(Tx tx, Set<String> keys, BatchEdit edit, boolean dryRun) {
    Map<String, StoredEndpoint> stored = store.lock(tx, keys);
    Map<String, Edit.Current> current = new TreeMap<>();
    stored.forEach((key, row) -> current.put(key, new Opened(row, specs)));
    Map<String, EndpointSpec> specsByKey = edit.apply(current);
    Map<String, Written> written = new TreeMap<>();
    // In the order of the keys, so that two batches at once wait for each other in turn.
    for (String key : new TreeSet<>(keys)) {
      EndpointSpec spec = Objects.requireNonNull(specsByKey.get(key));
      written.put(key, dryRun ? plan(stored.get(key), spec) : write(tx, stored.get(key), spec));
    }
    return written;
  }

  /** Leaves out what was never written. */
  private Written plan(@Nullable StoredEndpoint stored, EndpointSpec spec) {
    if (stored == null) {
      Instant now = clock.instant();
      UUID publicId = Ids.uuid7(now);
      Endpoint planned = new Endpoint(0, publicId, Shards.of(publicId), 0, now, now, spec);
      return new Written(planned, Outcome.CREATED);
    }
    return new Written(
        stored.with(spec), isSame(stored, spec) ? Outcome.UNCHANGED : Outcome.UPDATED);
  }

  private Written write(Tx tx, @Nullable StoredEndpoint stored, EndpointSpec spec) {
    Instant now = clock.instant();
    if (stored == null) {
      return new Written(store.insert(tx, spec, now), Outcome.CREATED);
    }
    return isSame(stored, spec)
        ? new Written(stored.with(spec), Outcome.UNCHANGED)
        : new Written(store.update(tx, stored, spec, now), Outcome.UPDATED);
  }

  private boolean isSame(StoredEndpoint stored, EndpointSpec spec) {
    return spec.equals(new Opened(stored, specs).specOrNull());
  }

  /**
   * Deletes an endpoint; its history stays, its key is free again.
   *
   * @param precondition is given the revision; what it throws keeps the endpoint
   * @return false if there is none
   */
  public boolean delete(UUID publicId, LongConsumer precondition) {
    boolean deleted =
        db.tx(
            tx -> {
              Optional<StoredEndpoint> stored = store.lock(tx, publicId);
              stored.ifPresent(
                  row -> {
                    precondition.accept(row.revision());
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

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  private record Opened(StoredEndpoint row, SealedSpecs specs) implements Edit.Current {
    @Override
    public long revision() {
      return row.revision();
    }

    @Override
    public EndpointSpec spec() {
      return specs.open(row.publicId(), row.config());
    }
  }
}
