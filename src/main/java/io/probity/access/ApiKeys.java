package io.probity.access;

import io.probity.db.Db;
import io.probity.db.Ids;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates, lists and revokes keys. Blocks; changes count on this replica at once. */
@Singleton
public class ApiKeys {
  private final Db db;
  private final ApiKeyStore store;
  private final KeyRing ring;
  private final InstantSource clock;

  ApiKeys(Db db, ApiKeyStore store, KeyRing ring, InstantSource clock) {
    this.db = db;
    this.store = store;
    this.ring = ring;
    this.clock = clock;
  }

  /**
   * A key just made.
   *
   * @param text its text, to be shown this once
   */
  public record Created(ApiKey key, String text) {
    @Override
    public String toString() {
      return key.toString();
    }
  }

  /** What came of revoking a key. */
  public enum Revocation {
    /** It opens nothing any more. */
    REVOKED,
    /** There is no such key, or it was revoked before. */
    UNKNOWN,
    /** It stays: without it nobody could manage keys. */
    LAST_ADMIN
  }

  /** Makes a key; {@code expiresAt} null means never. */
  public Created create(
      String name, Role role, Map<String, String> labels, @Nullable Instant expiresAt) {
    KeyText text = KeyText.generate();
    Instant now = clock.instant();
    ApiKey key =
        new ApiKey(
            Ids.uuid7(now),
            name,
            text.prefix(),
            role,
            Map.copyOf(labels),
            false,
            now,
            expiresAt,
            null);
    db.run(tx -> store.insert(tx, key, text.hash()));
    ring.refresh();
    return new Created(key, text.value());
  }

  /** All keys that were not revoked, oldest first. */
  public List<ApiKey> list() {
    return db.tx(store::list);
  }

  /** Revokes a key, unless it is the last usable one of role admin that never expires. */
  public Revocation revoke(UUID id) {
    Revocation result = db.tx(tx -> revoke(tx, id));
    ring.refresh();
    return result;
  }

  private Revocation revoke(io.probity.db.Tx tx, UUID id) {
    store.lock(tx);
    List<ApiKey> lasting =
        store.usable(tx, clock.instant()).values().stream()
            .filter(key -> key.role() == Role.ADMIN && key.expiresAt() == null)
            .toList();
    if (lasting.size() == 1 && lasting.get(0).id().equals(id)) {
      return Revocation.LAST_ADMIN;
    }
    return store.revoke(tx, id, clock.instant()) ? Revocation.REVOKED : Revocation.UNKNOWN;
  }
}
