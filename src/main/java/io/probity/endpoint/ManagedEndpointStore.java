package io.probity.endpoint;

import io.probity.db.Json;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Tx;
import io.probity.secret.Sealer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Endpoints in documents, written in batches: ten thousand take seconds. */
@Singleton
public final class ManagedEndpointStore implements Managed<EndpointSpec> {
  private static final int MAX_KEY = 63;

  private final SealedSpecs specs;
  private final EndpointCodec codec;
  private final Endpoints endpoints;

  /** Endpoints whose listeners {@code endpoints} calls. */
  @Inject
  public ManagedEndpointStore(Sealer sealer, EndpointCodec codec, Endpoints endpoints) {
    this.specs = new SealedSpecs(sealer);
    this.codec = codec;
    this.endpoints = endpoints;
  }

  @Override
  public String section() {
    return "endpoints";
  }

  @Override
  public String kind() {
    return EndpointWrites.KIND;
  }

  @Override
  public String identity() {
    return "key";
  }

  @Override
  public List<Held<EndpointSpec>> owned(Tx tx, String owner, Reach reach) {
    return tx.list(
        """
        SELECT id, public_id, key, config::text AS config FROM endpoint
        WHERE config ->> 'managedBy' = ? AND deleted_at IS NULL AND config -> 'labels' @> ?
        ORDER BY id FOR NO KEY UPDATE
        """,
        this::held,
        owner,
        reach.bound());
  }

  private Held<EndpointSpec> held(ResultSet row) throws SQLException {
    UUID publicId = row.getObject("public_id", UUID.class);
    String key = row.getString("key");
    return new Held<>(
        row.getLong("id"),
        publicId,
        key == null ? "" : key,
        open(publicId, row.getString("config")));
  }

  private @Nullable EndpointSpec open(UUID publicId, String config) {
    try {
      return specs.open(publicId, config);
    } catch (UnreadableEndpoint e) {
      return null;
    }
  }

  @Override
  public Set<String> inUse(Tx tx, Set<String> names) {
    return new TreeSet<>(
        tx.list(
            "SELECT key FROM endpoint WHERE key = ANY (?) AND deleted_at IS NULL",
            row -> row.getString(1),
            (Object) names.toArray(String[]::new)));
  }

  @Override
  public EndpointSpec read(Fields entry, @Nullable EndpointSpec stored) {
    entry.requiredText("key", MAX_KEY);
    return codec.read(entry, stored);
  }

  @Override
  public void demand(Fields entry, EndpointSpec spec, Reach reach) {
    if (!reach.covers(spec.labels())) {
      entry.refuse("labels", reach.demand());
    }
  }

  @Override
  public Snapshot snapshot(EndpointSpec spec) {
    return Snapshots.of(spec);
  }

  @Override
  public void write(Tx tx, List<Change<EndpointSpec>> changes, Instant now) {
    Instant at = now.truncatedTo(ChronoUnit.MICROS);
    List<@Nullable Object[]> created = new ArrayList<>();
    List<@Nullable Object[]> updated = new ArrayList<>();
    List<@Nullable Object[]> deleted = new ArrayList<>();
    for (Change<EndpointSpec> each : changes) {
      UUID id = each.publicId();
      EndpointSpec after = each.after();
      Held<EndpointSpec> before = each.before();
      if (before == null && after != null) {
        created.add(new Object[] {id, after.key(), Shards.of(id), specs.seal(id, after), at, at});
      } else if (before != null && after != null) {
        updated.add(new Object[] {after.key(), specs.seal(id, after), at, before.id()});
      } else if (before != null) {
        deleted.add(
            new Object[] {
              at, at, new Json("{\"auth\": null, \"secretHeaders\": {}}"), before.id()
            });
      }
    }
    // Keys that become free may be given out again.
    batch(tx, DELETE, deleted);
    batch(tx, UPDATE, updated);
    batch(tx, INSERT, created);
    tx.first("SELECT pg_notify('probity_endpoint', '')", row -> Boolean.TRUE);
  }

  private static final String DELETE =
      """
      UPDATE endpoint SET deleted_at = ?, updated_at = ?, revision = revision + 1,
        config = config || ?, change_xid = pg_current_xact_id()
      WHERE id = ?
      """;

  private static final String UPDATE =
      """
      UPDATE endpoint SET key = ?, config = ?, revision = revision + 1, updated_at = ?,
        change_xid = pg_current_xact_id()
      WHERE id = ?
      """;

  private static final String INSERT =
      """
      INSERT INTO endpoint (public_id, key, shard, config, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static void batch(Tx tx, String sql, List<@Nullable Object[]> rows) {
    if (!rows.isEmpty()) {
      tx.batch(sql, rows);
    }
  }

  @Override
  public void committed() {
    endpoints.changed();
  }
}
