package io.probity.access;

import io.probity.db.Db;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** When keys were used last, written once a minute and never by a request. Thread-safe. */
@Singleton
final class KeyUses {
  /** Nothing more precise is written. */
  static final Duration RESOLUTION = Duration.ofMinutes(1);

  private final Db db;
  private final ApiKeyStore store;
  private final InstantSource clock;
  private final Map<UUID, Instant> latest = new ConcurrentHashMap<>();
  private final Map<UUID, Instant> written = new HashMap<>();

  KeyUses(Db db, ApiKeyStore store, InstantSource clock) {
    this.db = db;
    this.store = store;
    this.clock = clock;
  }

  /** Notes that a key was used just now. Does not block. */
  void note(UUID key) {
    latest.put(key, clock.instant());
  }

  /**
   * Writes what is due. Blocks; to be called by one thread.
   *
   * @throws io.probity.db.DbException if it cannot; it is due still
   */
  void flush() {
    Map<UUID, Instant> due = new HashMap<>();
    latest.forEach(
        (key, at) -> {
          Instant before = written.get(key);
          if (before == null || !at.isBefore(before.plus(RESOLUTION))) {
            due.put(key, at);
          }
        });
    if (!due.isEmpty()) {
      db.run(tx -> store.used(tx, due));
      written.putAll(due);
    }
  }
}
