package io.probity.access;

import io.probity.db.Db;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

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

  /**
   * The key with this text, if it is usable now. Does not block.
   *
   * <p>A look-up by hash is enough here: how long it takes tells at most something of the SHA-256
   * of what was sent, and whoever could steer a text to a wanted hash would not need the time. The
   * comparison at the end of it is constant in time all the same ({@link KeyHash}).
   */
  public Optional<ApiKey> find(String text) {
    return Optional.ofNullable(keys.get(new KeyText(text).hash()))
        .filter(key -> key.usable(clock.instant()));
  }

  /** The key with this id, if it is usable now. Does not block. */
  Optional<ApiKey> find(UUID id) {
    return keys.values().stream()
        .filter(key -> key.id().equals(id) && key.usable(clock.instant()))
        .findFirst();
  }

  /**
   * Reads the keys anew. Blocks.
   *
   * @throws io.probity.db.DbException if it cannot; the keys known so far stay
   */
  void refresh() {
    keys = db.statement(tx -> store.usable(tx, clock.instant()));
  }
}
