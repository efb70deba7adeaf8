package io.probity.access;

import io.probity.db.Db;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The usable keys in memory, so that a request costs no query and keys go on working while the
 * database is away. Thread-safe.
 */
@Singleton
public class KeyRing {
  private final Db db;
  private final ApiKeyStore store;
  private final InstantSource clock;
  private volatile Map<KeyHash, ApiKey> keys = Map.of();

  KeyRing(Db db, ApiKeyStore store, InstantSource clock) {
    this.db = db;
    this.store = store;
    this.clock = clock;
  }

  /** The key with this text, if it is usable now. Does not block. */
  public Optional<ApiKey> find(String text) {
    return Optional.ofNullable(keys.get(new KeyText(text).hash()))
        .filter(key -> key.usable(clock.instant()));
  }

  /**
   * Reads the keys anew. Blocks.
   *
   * @throws io.probity.db.DbException if it cannot; the keys known so far stay
   */
  void refresh() {
    keys = db.tx(tx -> store.usable(tx, clock.instant()));
  }
}
