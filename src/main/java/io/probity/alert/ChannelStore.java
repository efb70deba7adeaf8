package io.probity.alert;

import io.probity.db.Db;
import io.probity.db.Ids;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Tx;
import io.probity.endpoint.InvalidInput;
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
import java.util.function.BiFunction;

/** The registered channels. Every method blocks. */
@Singleton
public final class ChannelStore {
  /** How long messages are signed with the secret before as well. */
  static final Duration ROTATION = Duration.ofHours(24);

  static final String COLUMNS =
      "id, public_id, revision, config, created_at, updated_at FROM channel";

  private static final String WITHIN = "config -> 'match' -> 'labels' @> ?";

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

  /** Like {@link #create(ChannelSpec, Instant, Mandate)}, for the service itself. */
  Created create(ChannelSpec spec, Instant now) {
    return create(spec, now, Mandate.SERVICE);
  }

  /**
   * Stores a new channel with a signing secret of its own; throws {@link InvalidInput} if it is out
   * of reach.
   */
  public Created create(ChannelSpec spec, Instant now, Mandate mandate) {
    ChannelMandates.demand(spec, mandate.reach());
    return db.tx(
        tx -> {
          Created created = insert(tx, spec, now);
          ChannelMandates.note(tx, created.channel(), null, spec, mandate);
          return created;
        });
  }

  private Created insert(Tx tx, ChannelSpec spec, Instant now) {
    UUID publicId = Ids.uuid7(now);
    Secret secret = SigningSecret.random();
    Channel channel =
        tx.first(
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

  /** Like {@link #find(UUID, Reach)}, of all channels. */
  Optional<Channel> find(UUID publicId) {
    return find(publicId, Reach.EVERYTHING);
  }

  /** A living channel within reach. */
  public Optional<Channel> find(UUID publicId, Reach reach) {
    return db.first(
        "SELECT " + COLUMNS + " WHERE public_id = ? AND deleted_at IS NULL AND " + WITHIN,
        this::channel,
        publicId,
        reach.bound());
  }

  /**
   * At most {@code limit} living channels within reach, oldest first, that come after one; 0: from
   * the start. One that only a newer version can read is logged and left out.
   */
  public List<Channel> page(Reach reach, long afterId, int limit) {
    return ChannelListStore.page(db, this::channel, reach, afterId, limit);
  }

  /** Like {@link #replace(Channel, ChannelSpec, Instant, Mandate)}, for the service itself. */
  Optional<Channel> replace(Channel read, ChannelSpec spec, Instant now) {
    return replace(read, spec, now, Mandate.SERVICE);
  }

  /**
   * Replaces the configuration of a channel as it was read. One that becomes disabled gets nothing
   * any more of what is still pending for it. What changes nothing keeps the revision. Throws
   * {@link InvalidInput} if it would leave the reach.
   *
   * @return empty if it was changed or deleted meanwhile
   */
  public Optional<Channel> replace(Channel read, ChannelSpec spec, Instant now, Mandate mandate) {
    ChannelMandates.demand(spec, mandate.reach());
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
          if (changed.isPresent()) {
            ChannelMandates.note(tx, read, read.spec(), spec, mandate);
            followUp(tx, read.id(), spec, now);
          }
          return changed;
        });
  }

  /** What is collected or pending for a channel follows its new configuration. */
  static void followUp(Tx tx, long id, ChannelSpec spec, Instant now) {
    if (spec.enabled()) {
      Duration grouping = spec.grouping();
      WindowStore.hasten(tx, id, grouping == null ? now : now.plus(grouping));
    } else {
      OutboxStore.abandon(tx, id, now);
    }
  }

  /**
   * Deletes a channel as it was read, with what is pending for it.
   *
   * @return false if it was changed or deleted meanwhile
   */
  public boolean delete(Channel read, Instant now, Mandate mandate) {
    return db.tx(
        tx -> {
          int deleted =
              tx.update(
                  """
                  UPDATE channel SET deleted_at = ?, updated_at = ?, revision = revision + 1,
                    config = config || '{"url": "", "template": null, "headers": {}, "secretHeaders": {}}',
                    secret = '', previous_secret = NULL
                  WHERE id = ? AND revision = ? AND deleted_at IS NULL
                  """,
                  now,
                  now,
                  read.id(),
                  read.revision());
          if (deleted == 1) {
            ChannelMandates.note(tx, read, read.spec(), null, mandate);
            OutboxStore.abandon(tx, read.id(), now);
          }
          return deleted == 1;
        });
  }

  /**
   * Gives a channel a new signing secret; the old one signs beside it for {@link #ROTATION}.
   *
   * @return the new secret, not shown again; empty if it is gone meanwhile
   */
  public Optional<Secret> rotateSecret(Channel channel, Instant now, Mandate mandate) {
    Secret secret = SigningSecret.random();
    return db.tx(
        tx -> {
          int rotated =
              tx.update(
                  """
                  UPDATE channel
                  SET previous_secret = secret, previous_secret_until = ?, secret = ?, updated_at = ?
                  WHERE id = ? AND deleted_at IS NULL
                  """,
                  now.plus(ROTATION),
                  sealer.seal(secret, StoredChannel.secretContext(channel.publicId())),
                  now,
                  channel.id());
          if (rotated == 1) {
            ChannelMandates.note(tx, channel, channel.spec(), channel.spec(), mandate);
          }
          return rotated == 1 ? Optional.of(secret) : Optional.empty();
        });
  }

  /** See {@link ChannelOutlineStore#all}. */
  List<Channel> outlines(Tx tx) {
    return ChannelOutlineStore.all(tx);
  }

  /** See {@link ChannelOutlineStore#lock}. */
  Optional<Channel> lock(Tx tx, long id) {
    return ChannelOutlineStore.lock(tx, id);
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
    return channel(row, (config, id) -> StoredChannel.readOrOutline(config, id, sealer));
  }

  /** A channel of {@link #COLUMNS}, its configuration read by {@code reading}. */
  static Channel channel(ResultSet row, BiFunction<String, UUID, ChannelSpec> reading)
      throws SQLException {
    UUID publicId = row.getObject("public_id", UUID.class);
    return new Channel(
        row.getLong("id"),
        publicId,
        row.getLong("revision"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant(),
        reading.apply(row.getString("config"), publicId));
  }
}
