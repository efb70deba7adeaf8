package io.probity.access;

import io.probity.db.Ids;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Trail;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
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
    return (tx, kind, id, before, after) -> {
      Instant now = clock.instant();
      AuditEntry entry =
          new AuditEntry(
              Ids.uuid7(now),
              now,
              key.id(),
              key.name(),
              address,
              operation,
              kind,
              id,
              FieldDiffs.between(before, after));
      store.insert(tx, entry, new Reach(common(before, after)));
    };
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
