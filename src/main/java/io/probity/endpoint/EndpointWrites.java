package io.probity.endpoint;

import io.probity.db.Ids;
import io.probity.db.Mandate;
import io.probity.db.Snapshot;
import io.probity.db.Trail.Note;
import io.probity.db.Tx;
import io.probity.endpoint.InvalidInput.FieldError;
import io.probity.endpoint.Written.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes one endpoint, within reach, and notes the change in the same transaction. */
final class EndpointWrites {
  /** What the trail calls an endpoint. */
  static final String KIND = "endpoint";

  private final SealedSpecs specs;
  private final EndpointStore store;
  private final EndpointQuota quota;
  private final InstantSource clock;

  EndpointWrites(SealedSpecs specs, EndpointStore store, EndpointQuota quota, InstantSource clock) {
    this.specs = specs;
    this.store = store;
    this.quota = quota;
    this.clock = clock;
  }

  /** What {@link #writeAll} would do. */
  Map<String, Written> planAll(
      Map<String, StoredEndpoint> stored, SortedMap<String, EndpointSpec> specs) {
    Map<String, Written> planned = new TreeMap<>();
    specs.forEach((key, spec) -> planned.put(key, plan(stored.get(key), spec)));
    return planned;
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

  /** Throws {@link TooManyEndpoints}, and {@link InvalidInput} if it would be out of reach. */
  Written create(Tx tx, EndpointSpec spec, Mandate mandate) {
    quota.demand(tx, mandate.reach(), 1);
    return write(tx, null, spec, mandate);
  }

  /** Throws {@link InvalidInput} if it would be out of reach. */
  Written write(Tx tx, @Nullable StoredEndpoint stored, EndpointSpec spec, Mandate mandate) {
    Written written = put(tx, stored, spec, mandate);
    if (written.outcome() != Outcome.UNCHANGED) {
      EndpointStore.announce(tx);
    }
    return written;
  }

  /**
   * Writes many, in the order of their keys, so that two batches at once wait for each other in
   * turn. They are noted and announced together.
   *
   * @param stored what is there, by key; nothing of those that are new
   */
  Map<String, Written> writeAll(
      Tx tx,
      Map<String, StoredEndpoint> stored,
      SortedMap<String, EndpointSpec> specs,
      Mandate mandate) {
    List<Note> notes = new ArrayList<>();
    Mandate gathering =
        new Mandate(
            mandate.reach(),
            (same, kind, id, before, after) -> notes.add(new Note(id, before, after)));
    Map<String, Written> written = new TreeMap<>();
    specs.forEach((key, spec) -> written.put(key, put(tx, stored.get(key), spec, gathering)));
    if (!notes.isEmpty()) {
      mandate.trail().noteAll(tx, KIND, notes);
      EndpointStore.announce(tx);
    }
    return written;
  }

  private Written put(Tx tx, @Nullable StoredEndpoint stored, EndpointSpec spec, Mandate mandate) {
    Instant now = clock.instant();
    if (!mandate.reach().covers(spec.labels())) {
      throw new InvalidInput(List.of(new FieldError("/labels", mandate.reach().demand())));
    }
    if (stored == null) {
      Endpoint created = store.insert(tx, spec, now);
      mandate.trail().note(tx, KIND, created.publicId(), null, Snapshots.of(spec));
      return new Written(created, Outcome.CREATED);
    }
    if (isSame(stored, spec)) {
      return new Written(stored.with(spec), Outcome.UNCHANGED);
    }
    Snapshot before = snapshot(stored);
    Endpoint updated = store.update(tx, stored, spec, now);
    mandate.trail().note(tx, KIND, stored.publicId(), before, Snapshots.of(spec));
    return new Written(updated, Outcome.UPDATED);
  }

  /** Of one that cannot be read, nothing is said of before. */
  Snapshot snapshot(StoredEndpoint stored) {
    EndpointSpec spec = new OpenedEndpoint(stored, specs).specOrNull();
    return spec == null ? Snapshot.labelled(Map.of()) : Snapshots.of(spec);
  }

  private boolean isSame(StoredEndpoint stored, EndpointSpec spec) {
    return spec.equals(new OpenedEndpoint(stored, specs).specOrNull());
  }
}
