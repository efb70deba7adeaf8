package io.probity.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Db;
import io.probity.db.Ids;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Creates, lists, changes and revokes keys. Blocks; changes count on this replica at once. */
@Singleton
public class ApiKeys {
  private static final String KIND = "key";

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
    /** There is no such key within reach, or it was revoked before. */
    UNKNOWN,
    /** It stays: without it nobody could manage keys. */
    LAST_ADMIN
  }

  /** Like {@link #create(String, Role, Map, Instant, Mandate)}, for the service itself. */
  public Created create(
      String name, Role role, Map<String, String> labels, @Nullable Instant expiresAt) {
    return create(name, role, labels, expiresAt, Mandate.SERVICE);
  }

  /**
   * Makes a key; {@code expiresAt} null means never. It must be within reach.
   *
   * @throws IllegalArgumentException if it is not
   */
  public Created create(
      String name,
      Role role,
      Map<String, String> labels,
      @Nullable Instant expiresAt,
      Mandate mandate) {
    KeyText text = KeyText.generate();
    Instant now = clock.instant();
    ApiKey key =
        ApiKey.created(
            Ids.uuid7(now), name, text.prefix(), role, Map.copyOf(labels), false, now, expiresAt);
    demand(key, mandate.reach());
    db.run(
        tx -> {
          store.insert(tx, key, text.hash());
          mandate.trail().note(tx, KIND, key.id(), null, snapshot(key));
        });
    ring.refresh();
    return new Created(key, text.value());
  }

  /** All keys that were not revoked, oldest first. */
  public List<ApiKey> list() {
    return page(Reach.EVERYTHING, null, Integer.MAX_VALUE);
  }

  /**
   * At most {@code limit} keys within reach that were not revoked, oldest first.
   *
   * @param after the id of the last one seen, null: from the oldest
   */
  public List<ApiKey> page(Reach reach, @Nullable UUID after, int limit) {
    return db.tx(tx -> store.page(tx, reach, after, limit));
  }

  /**
   * At most {@code limit} keys within reach that were not revoked, newest first.
   *
   * @param before the id of the last one seen, null: from the newest
   */
  public List<ApiKey> newest(Reach reach, @Nullable UUID before, int limit) {
    return db.tx(tx -> store.newest(tx, reach, before, limit));
  }

  /** A key within reach that was not revoked. */
  public Optional<ApiKey> find(UUID id, Reach reach) {
    return db.tx(tx -> store.find(tx, id, reach));
  }

  /**
   * Changes name, labels or expiry of a key; what changes nothing keeps the revision.
   *
   * @param change is given what is stored, in the transaction that locks it; what it throws undoes
   *     everything
   * @return empty if there is none within reach
   * @throws LastAdmin if nobody could manage keys any more
   */
  public Optional<ApiKey> update(UUID id, UnaryOperator<ApiKey> change, Mandate mandate) {
    Optional<ApiKey> updated =
        db.tx(
            tx -> {
              store.lock(tx);
              return store
                  .find(tx, id, mandate.reach())
                  .map(stored -> update(tx, stored, change.apply(stored), mandate));
            });
    ring.refresh();
    return updated;
  }

  private ApiKey update(Tx tx, ApiKey stored, ApiKey changed, Mandate mandate) {
    if (changed.equals(stored)) {
      return stored;
    }
    demand(changed, mandate.reach());
    if (!changed.isLastingAdmin() && isLastAdmin(tx, stored.id())) {
      throw new LastAdmin();
    }
    store.update(tx, changed);
    mandate.trail().note(tx, KIND, stored.id(), snapshot(stored), snapshot(changed));
    return store.find(tx, stored.id(), mandate.reach()).orElseThrow();
  }

  /** A last line of defence: who asks has been refused in words before. */
  private static void demand(ApiKey key, Reach reach) {
    if (!reach.covers(key.labels())) {
      throw new IllegalArgumentException("A key would reach further than who makes it");
    }
  }

  /** Like {@link #revoke(UUID, Consumer, Mandate)}, for the service itself. */
  public Revocation revoke(UUID id) {
    return revoke(id, stored -> {}, Mandate.SERVICE);
  }

  /**
   * Revokes a key within reach, unless it is the last usable one of role admin that reaches
   * everything and never expires.
   *
   * @param precondition is given what is stored; what it throws keeps the key
   */
  public Revocation revoke(UUID id, Consumer<ApiKey> precondition, Mandate mandate) {
    Revocation result = db.tx(tx -> revoke(tx, id, precondition, mandate));
    ring.refresh();
    return result;
  }

  private Revocation revoke(Tx tx, UUID id, Consumer<ApiKey> precondition, Mandate mandate) {
    store.lock(tx);
    Optional<ApiKey> stored = store.find(tx, id, mandate.reach());
    if (stored.isEmpty()) {
      return Revocation.UNKNOWN;
    }
    precondition.accept(stored.get());
    if (isLastAdmin(tx, id)) {
      return Revocation.LAST_ADMIN;
    }
    store.revoke(tx, id, clock.instant());
    mandate.trail().note(tx, KIND, id, snapshot(stored.get()), null);
    return Revocation.REVOKED;
  }

  private boolean isLastAdmin(Tx tx, UUID id) {
    List<ApiKey> lasting =
        store.usable(tx, clock.instant()).values().stream().filter(ApiKey::isLastingAdmin).toList();
    return lasting.size() == 1 && lasting.get(0).id().equals(id);
  }

  private static Snapshot snapshot(ApiKey key) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", key.name());
    node.put("role", key.role().wireName());
    ObjectNode labels = node.putObject("labels");
    key.labels().forEach(labels::put);
    node.put("expiresAt", key.expiresAt() == null ? null : key.expiresAt().toString());
    return Snapshot.of(node, key.labels());
  }
}
