package io.probity.access;

import io.probity.db.Db;
import io.probity.db.Ids;
import io.probity.db.Snapshot;
import io.probity.db.Trail;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Logs browsers in and out. Sessions are in the database, so that every replica knows them, and in
 * memory, so that a request costs no query; one that ended elsewhere opens nothing here within two
 * seconds. Thread-safe.
 */
@Singleton
public final class Sessions {
  /** How long a session lasts; it is not prolonged by use. */
  public static final Duration LIFE = Duration.ofHours(12);

  /** More of one key at once are nobody's browsers. */
  private static final int MAX_PER_KEY = 100;

  private static final String KIND = "session";

  private final Db db;
  private final SessionStore store;
  private final KeyRing ring;
  private final InstantSource clock;
  private volatile Map<KeyHash, Session> sessions = Map.of();

  Sessions(Db db, SessionStore store, KeyRing ring, InstantSource clock) {
    this.db = db;
    this.store = store;
    this.ring = ring;
    this.clock = clock;
  }

  /**
   * A session just begun.
   *
   * @param token for the cookie; not known again
   */
  public record Begun(Session session, String token) {
    @Override
    public String toString() {
      return session.toString();
    }
  }

  /**
   * Exchanges the text of a key for a session. Blocks.
   *
   * @param trail where the log-in of that key is noted
   * @return empty if the key opens nothing
   */
  public Optional<Begun> begin(String keyText, Function<ApiKey, Trail> trail) {
    return ring.find(keyText).map(key -> begin(key, trail.apply(key)));
  }

  private Begun begin(ApiKey key, Trail trail) {
    KeyText token = KeyText.session();
    Instant now = clock.instant();
    Session session = new Session(Ids.uuid7(now), key.id(), now, now.plus(LIFE));
    db.run(
        tx -> {
          store.insert(tx, session, token.hash(), MAX_PER_KEY);
          trail.note(tx, KIND, session.id(), null, Snapshot.labelled(key.labels()));
        });
    refresh();
    return new Begun(session, token.value());
  }

  /** Ends a session. Blocks. */
  public void end(Session session, Map<String, String> labels, Trail trail) {
    db.run(
        tx -> {
          if (store.delete(tx, session.id())) {
            trail.note(tx, KIND, session.id(), Snapshot.labelled(labels), null);
          }
        });
    refresh();
  }

  /** The session with this token, as far as this replica knows by now. Does not block. */
  Optional<Session> known(String token) {
    return Optional.ofNullable(sessions.get(new KeyText(token).hash())).filter(this::lasts);
  }

  /** The session with this token. Blocks. */
  Optional<Session> look(String token) {
    return db.tx(tx -> store.find(tx, new KeyText(token).hash())).filter(this::lasts);
  }

  /** The key that a session stands for, if it is usable still. Does not block. */
  Optional<ApiKey> key(Session session) {
    return ring.find(session.keyId());
  }

  private boolean lasts(Session session) {
    return clock.instant().isBefore(session.expiresAt());
  }

  /**
   * Reads the sessions anew. Blocks.
   *
   * @throws io.probity.db.DbException if it cannot; the sessions known so far stay
   */
  void refresh() {
    sessions = db.statement(tx -> store.lasting(tx, clock.instant()));
  }

  /** Forgets the sessions that are over. Blocks. */
  void prune() {
    db.run(tx -> store.prune(tx, clock.instant()));
  }
}
