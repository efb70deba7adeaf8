package io.probity.alert;

import io.probity.db.Db;
import io.probity.db.Ids;
import io.probity.db.Tx;
import io.probity.secret.Sealer;
import io.probity.secret.Secret;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The registered channels. Every method blocks. */
@Singleton
public final class ChannelStore {
  private static final Logger LOG = Logger.getLogger(ChannelStore.class);

  /** How long messages are signed with the secret before as well. */
  static final Duration ROTATION = Duration.ofHours(24);

  private static final String COLUMNS =
      "id, public_id, revision, config, created_at, updated_at FROM channel";

  private final Db db;
  private final Sealer sealer;

  @Inject
  ChannelStore(Db db, Sealer sealer) {
    this.db = db;
    this.sealer = sealer;
  }

  /**
   * A channel just made.
   *
   * @param secret what its messages are signed with; not shown again
   */
  public record Created(Channel channel, Secret secret) {}

  /** Stores a new channel with a signing secret of its own. */
  public Created create(ChannelSpec spec, Instant now) {
    UUID publicId = Ids.uuid7(now);
    Secret secret = SigningSecret.random();
    Channel channel =
        db.first(
                """
                INSERT INTO channel (public_id, config, secret, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?)
                RETURNING id, public_id, revision, config, created_at, updated_at
                """,
                this::channel,
                publicId,
                StoredChannel.write(spec, publicId, sealer),
                sealer.seal(secret, StoredChannel.secretContext(publicId)),
                now,
                now)
            .orElseThrow();
    return new Created(channel, secret);
  }

  /** A living channel. */
  public Optional<Channel> find(UUID publicId) {
    return db.first(
        "SELECT " + COLUMNS + " WHERE public_id = ? AND deleted_at IS NULL",
        this::channel,
        publicId);
  }

  /**
   * At most {@code limit} living channels, oldest first, that come after one; 0: from the start.
   */
  public List<Channel> page(long afterId, int limit) {
    return db.list(
        "SELECT " + COLUMNS + " WHERE id > ? AND deleted_at IS NULL ORDER BY id LIMIT ?",
        this::channel,
        afterId,
        limit);
  }

  /**
   * Replaces the configuration of a channel as it was read. One that becomes disabled gets nothing
   * any more of what is still pending for it. What changes nothing keeps the revision.
   *
   * @return empty if it was changed or deleted meanwhile
   */
  public Optional<Channel> replace(Channel read, ChannelSpec spec, Instant now) {
    if (spec.equals(read.spec())) {
      return Optional.of(read);
    }
    return db.tx(
        tx -> {
          Optional<Channel> changed =
              tx.first(
                  """
                  UPDATE channel SET config = ?, revision = revision + 1, updated_at = ?
                  WHERE id = ? AND revision = ? AND deleted_at IS NULL
                  RETURNING id, public_id, revision, config, created_at, updated_at
                  """,
                  this::channel,
                  StoredChannel.write(spec, read.publicId(), sealer),
                  now,
                  read.id(),
                  read.revision());
          if (changed.isPresent() && !spec.enabled()) {
            OutboxStore.abandon(tx, read.id(), now);
          } else if (changed.isPresent()) {
            Duration grouping = spec.grouping();
            WindowStore.hasten(tx, read.id(), grouping == null ? now : now.plus(grouping));
          }
          return changed;
        });
  }

  /**
   * Deletes a channel as it was read, with what is pending for it.
   *
   * @return false if it was changed or deleted meanwhile
   */
  public boolean delete(Channel read, Instant now) {
    return db.tx(
        tx -> {
          int deleted =
              tx.update(
                  """
                  UPDATE channel SET deleted_at = ?, updated_at = ?, revision = revision + 1
                  WHERE id = ? AND revision = ? AND deleted_at IS NULL
                  """,
                  now,
                  now,
                  read.id(),
                  read.revision());
          if (deleted == 1) {
            OutboxStore.abandon(tx, read.id(), now);
          }
          return deleted == 1;
        });
  }

  /**
   * Gives a channel a new signing secret; the old one signs beside it for {@link #ROTATION}.
   *
   * @return the new secret, not shown again; empty if there is no such channel
   */
  public Optional<Secret> rotateSecret(UUID publicId, Instant now) {
    Secret secret = SigningSecret.random();
    int rotated =
        db.update(
            """
            UPDATE channel
            SET previous_secret = secret, previous_secret_until = ?, secret = ?, updated_at = ?
            WHERE public_id = ? AND deleted_at IS NULL
            """,
            now.plus(ROTATION),
            sealer.seal(secret, StoredChannel.secretContext(publicId)),
            now,
            publicId);
    return rotated == 1 ? Optional.of(secret) : Optional.empty();
  }

  /**
   * The living channels, as the transaction sees them. One that cannot be read is logged and left
   * out: it must not silence the others.
   */
  List<Channel> readable(Tx tx) {
    return tx
        .list("SELECT " + COLUMNS + " WHERE deleted_at IS NULL ORDER BY id", this::readable)
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * An enabled channel, locked for the rest of the transaction.
   *
   * @return empty if it is gone, disabled, cannot be read, or somebody else holds it just now
   */
  Optional<Channel> lock(Tx tx, long id) {
    return tx.first(
            "SELECT "
                + COLUMNS
                + """
                 WHERE id = ? AND deleted_at IS NULL AND config -> 'enabled' = 'true'
                FOR NO KEY UPDATE SKIP LOCKED
                """,
            this::readable,
            id)
        .flatMap(Function.identity());
  }

  private Optional<Channel> readable(ResultSet row) throws SQLException {
    try {
      return Optional.of(channel(row));
    } catch (IllegalStateException e) {
      LOG.errorf("A channel is not told: %s", e.getMessage());
      return Optional.empty();
    }
  }

  /** Switches a channel off; false if it was off or gone already. */
  static boolean disable(Tx tx, long id, Instant now) {
    return tx.update(
            """
            UPDATE channel
            SET config = jsonb_set(config, '{enabled}', 'false'),
                revision = revision + 1, updated_at = ?
            WHERE id = ? AND deleted_at IS NULL AND config -> 'enabled' = 'true'
            """,
            now,
            id)
        == 1;
  }

  /**
   * Notes that people are told now that a channel is dead.
   *
   * @return its name; empty if it is gone, or they were told after {@code before}
   */
  static Optional<String> noteDeadTold(Tx tx, long id, Instant now, Instant before) {
    return tx.first(
        """
        UPDATE channel SET dead_told_at = ?
        WHERE id = ? AND deleted_at IS NULL AND (dead_told_at IS NULL OR dead_told_at <= ?)
        RETURNING config ->> 'name'
        """,
        row -> row.getString(1),
        now,
        id,
        before);
  }

  private Channel channel(ResultSet row) throws SQLException {
    UUID publicId = row.getObject("public_id", UUID.class);
    return new Channel(
        row.getLong("id"),
        publicId,
        row.getLong("revision"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant(),
        StoredChannel.read(row.getString("config"), publicId, sealer));
  }
}
