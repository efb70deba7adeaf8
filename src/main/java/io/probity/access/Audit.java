package io.probity.access;

import io.probity.db.Ids;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Trail;
import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The trail of all changes that were asked for. Thread-safe. */
@Singleton
final class Audit {
  private final AuditStore store;
  private final Duration keep;
  private final InstantSource clock;

  Audit(AuditStore store, AuditConfig config, InstantSource clock) {
    if (config.keep().compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException(
          "probity.audit.keep must be at least a day, not " + config.keep());
    }
    this.store = store;
    this.keep = config.keep();
    this.clock = clock;
  }

  /**
   * The trail of one request.
   *
   * @param address where it came from, null: not known
   * @param operation as openapi.yaml calls it
   */
  Trail of(ApiKey key, @Nullable String address, String operation) {
    return of(key.id(), key.name(), address, operation);
  }

  /** Likewise, of an actor by id and name. */
  Trail of(UUID keyId, String actor, @Nullable String address, String operation) {
    return new ActorTrail(keyId, actor, address, operation);
  }

  private final class ActorTrail implements Trail {
    private final UUID keyId;
    private final String actor;
    private final @Nullable String address;
    private final String operation;

    ActorTrail(UUID keyId, String actor, @Nullable String address, String operation) {
      this.keyId = keyId;
      this.actor = actor;
      this.address = address;
      this.operation = operation;
    }

    @Override
    public void note(
        Tx tx, String kind, UUID id, @Nullable Snapshot before, @Nullable Snapshot after) {
      noteAll(tx, kind, List.of(new Note(id, before, after)));
    }

    @Override
    public void noteAll(Tx tx, String kind, List<Note> notes) {
      Instant now = clock.instant();
      List<AuditStore.Entry> entries = new ArrayList<>();
      for (Note each : notes) {
        entries.add(
            new AuditStore.Entry(
                entry(now, kind, each), new Reach(common(each.before(), each.after()))));
      }
      store.insert(tx, entries);
    }

    private AuditEntry entry(Instant now, String kind, Note note) {
      return new AuditEntry(
          Ids.uuid7(now),
          now,
          keyId,
          actor,
          address,
          operation,
          kind,
          note.id(),
          FieldDiffs.between(note.before(), note.after()));
    }
  }

  /** Who is to see an entry has to reach the thing as it was and as it is. */
  private static Map<String, String> common(@Nullable Snapshot before, @Nullable Snapshot after) {
    Map<String, String> labels = new HashMap<>();
    if (before != null) {
      labels.putAll(before.labels());
    }
    if (after != null && before != null) {
      labels.entrySet().retainAll(after.labels().entrySet());
    } else if (after != null) {
      labels.putAll(after.labels());
    }
    return labels;
  }

  /** Deletes some of what is older than is kept. Blocks. */
  void prune() {
    store.prune(clock.instant().minus(keep));
  }
}
