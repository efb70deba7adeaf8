package io.probity.alert;

import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Tx;
import io.probity.endpoint.Fields;
import io.probity.endpoint.Managed;
import io.probity.secret.Sealer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Channels in documents. Names are told apart within one owner only. */
@Singleton
public final class ManagedChannelStore implements Managed<ChannelSpec> {
  private static final int MAX_NAME = 200;

  private final Sealer sealer;
  private final ChannelCodec codec;

  /** Channels whose secrets are sealed by this sealer. */
  @Inject
  public ManagedChannelStore(Sealer sealer, ChannelCodec codec) {
    this.sealer = sealer;
    this.codec = codec;
  }

  @Override
  public String section() {
    return "channels";
  }

  @Override
  public String kind() {
    return "channel";
  }

  @Override
  public String identity() {
    return "name";
  }

  @Override
  public List<Held<ChannelSpec>> owned(Tx tx, String owner, Reach reach) {
    return tx.list(
        """
        SELECT id, public_id, config FROM channel
        WHERE config ->> 'managedBy' = ? AND deleted_at IS NULL
          AND config -> 'match' -> 'labels' @> ?
        ORDER BY id FOR NO KEY UPDATE
        """,
        this::held,
        owner,
        reach.bound());
  }

  private Held<ChannelSpec> held(ResultSet row) throws SQLException {
    UUID publicId = row.getObject("public_id", UUID.class);
    ChannelSpec spec = open(row.getString("config"), publicId);
    return new Held<>(row.getLong("id"), publicId, spec == null ? "" : spec.name(), spec);
  }

  private @Nullable ChannelSpec open(String config, UUID publicId) {
    try {
      return StoredChannel.read(config, publicId, sealer);
    } catch (IllegalStateException e) {
      return null;
    }
  }

  @Override
  public Set<String> inUse(Tx tx, Set<String> names) {
    return Set.of();
  }

  @Override
  public ChannelSpec read(Fields entry, @Nullable ChannelSpec stored) {
    entry.requiredText("name", MAX_NAME);
    return codec.read(entry, stored);
  }

  @Override
  public void demand(Fields entry, ChannelSpec spec, Reach reach) {
    if (!reach.covers(spec.labels())) {
      entry.refuse("match", reach.demand());
    }
    if (ChannelMandates.hearsOfOthers(spec, reach)) {
      entry.refuse("events", ChannelMandates.NOT_OF_OTHERS);
    }
  }

  @Override
  public Snapshot snapshot(ChannelSpec spec) {
    return ChannelSnapshots.of(spec);
  }

  @Override
  public void write(Tx tx, List<Change<ChannelSpec>> changes, Instant now) {
    for (Change<ChannelSpec> each : changes) {
      Held<ChannelSpec> before = each.before();
      ChannelSpec after = each.after();
      if (before == null && after != null) {
        insert(tx, each.publicId(), after, now);
      } else if (before != null && after != null) {
        update(tx, before, after, now);
      } else if (before != null) {
        delete(tx, before, now);
      }
    }
  }

  private void insert(Tx tx, UUID publicId, ChannelSpec spec, Instant now) {
    tx.update(
        """
        INSERT INTO channel (public_id, config, secret, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?)
        """,
        publicId,
        StoredChannel.write(spec, publicId, sealer),
        sealer.seal(SigningSecret.random(), StoredChannel.secretContext(publicId)),
        now,
        now);
  }

  private void update(Tx tx, Held<ChannelSpec> before, ChannelSpec spec, Instant now) {
    tx.update(
        "UPDATE channel SET config = ?, revision = revision + 1, updated_at = ? WHERE id = ?",
        StoredChannel.write(spec, before.publicId(), sealer),
        now,
        before.id());
    ChannelStore.followUp(tx, before.id(), spec, now);
  }

  private static void delete(Tx tx, Held<ChannelSpec> before, Instant now) {
    tx.update(
        """
        UPDATE channel SET deleted_at = ?, updated_at = ?, revision = revision + 1,
          config = config || '{"url": "", "template": null, "headers": {}, "secretHeaders": {}}',
          secret = '', previous_secret = NULL
        WHERE id = ?
        """,
        now,
        now,
        before.id());
    OutboxStore.abandon(tx, before.id(), now);
  }
}
