package io.probity.endpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.probity.db.Db;
import io.probity.db.DuplicateKey;
import io.probity.db.Ids;
import io.probity.db.Json;
import io.probity.db.Reach;
import io.probity.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The table {@code endpoint}. Every method runs in the caller's transaction and blocks. */
final class EndpointStore {
  private static final String COLUMNS =
      """
      SELECT e.id, e.public_id, e.key, e.shard, e.revision, e.created_at, e.updated_at,
        e.deleted_at IS NOT NULL AS deleted, e.change_xid::text::bigint AS xid, e.config::text AS config
      FROM endpoint e
      """;

  private final SealedSpecs specs;

  EndpointStore(SealedSpecs specs) {
    this.specs = specs;
  }

  /** A living endpoint within reach. */
  Optional<StoredEndpoint> find(Tx tx, UUID publicId, Reach reach) {
    return tx.first(
        COLUMNS + "WHERE e.public_id = ? AND e.deleted_at IS NULL AND e.config -> 'labels' @> ?",
        EndpointStore::row,
        publicId,
        reach.bound());
  }

  /** The living endpoints among these. */
  List<StoredEndpoint> living(Tx tx, Collection<Long> ids) {
    return tx.list(
        COLUMNS + "WHERE e.id = ANY (?) AND e.deleted_at IS NULL",
        EndpointStore::row,
        (Object) ids.stream().mapToLong(Long::longValue).toArray());
  }

  /** A living endpoint within reach, locked until the end of the transaction. */
  Optional<StoredEndpoint> lock(Tx tx, UUID publicId, Reach reach) {
    return tx.first(
        COLUMNS
            + """
            WHERE e.public_id = ? AND e.deleted_at IS NULL AND e.config -> 'labels' @> ?
            FOR NO KEY UPDATE
            """,
        EndpointStore::row,
        publicId,
        reach.bound());
  }

  /** How many living endpoints are within reach; stops counting at {@code most}. */
  int countAtMost(Tx tx, Reach reach, int most) {
    String living = "SELECT 1 FROM endpoint WHERE deleted_at IS NULL";
    // Without labels to compare an index has it all.
    return reach.isUnbounded()
        ? count(tx, living + " LIMIT ?", most)
        : count(tx, living + " AND config -> 'labels' @> ? LIMIT ?", reach.bound(), most);
  }

  private static int count(Tx tx, String rows, Object... parameters) {
    return tx.list(
            "SELECT count(*) FROM (" + rows + ") AS counted", row -> row.getInt(1), parameters)
        .get(0);
  }

  /** Which of these keys belong to living endpoints out of reach. */
  List<String> outOfReach(Tx tx, Set<String> keys, Reach reach) {
    return tx.list(
        """
        SELECT key FROM endpoint
        WHERE key = ANY (?) AND deleted_at IS NULL AND NOT config -> 'labels' @> ? ORDER BY key
        """,
        row -> row.getString(1),
        possible(keys),
        reach.bound());
  }

  /** The living endpoints with these keys, by key, locked until the end of the transaction. */
  Map<String, StoredEndpoint> lock(Tx tx, Set<String> keys) {
    Map<String, StoredEndpoint> byKey = new HashMap<>();
    tx.list(
        COLUMNS + "WHERE e.key = ANY (?) AND e.deleted_at IS NULL ORDER BY e.key FOR NO KEY UPDATE",
        row -> byKey.put(row.getString("key"), row(row)),
        (Object) possible(keys));
    return byKey;
  }

  /** Without those that no endpoint can have, among them what the database cannot even be asked. */
  private static String[] possible(Set<String> keys) {
    return keys.stream().filter(EndpointReader::isKey).toArray(String[]::new);
  }

  /** Puts a new endpoint, unannounced; throws {@link DuplicateKey} if its key is taken. */
  Endpoint insert(Tx tx, EndpointSpec spec, Instant now) {
    UUID publicId = Ids.uuid7(now);
    Instant at = now.truncatedTo(ChronoUnit.MICROS);
    int shard = Shards.of(publicId);
    long id =
        tx.list(
                """
                INSERT INTO endpoint (public_id, key, shard, config, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?) RETURNING id
                """,
                row -> row.getLong(1),
                publicId,
                spec.key(),
                shard,
                specs.seal(publicId, spec),
                at,
                at)
            .get(0);
    return new Endpoint(id, publicId, shard, 1, at, at, spec);
  }

  /** Replaces the configuration, unannounced; throws {@link DuplicateKey} if its key is taken. */
  Endpoint update(Tx tx, StoredEndpoint stored, EndpointSpec spec, Instant now) {
    Instant at = now.truncatedTo(ChronoUnit.MICROS);
    tx.update(
        """
        UPDATE endpoint SET key = ?, config = ?, revision = revision + 1, updated_at = ?,
          change_xid = pg_current_xact_id()
        WHERE id = ?
        """,
        spec.key(),
        specs.seal(stored.publicId(), spec),
        at,
        stored.id());
    return new Endpoint(
        stored.id(),
        stored.publicId(),
        stored.shard(),
        stored.revision() + 1,
        stored.createdAt(),
        at,
        spec);
  }

  /** Leaves a tombstone without secrets; the key is free again. */
  void delete(Tx tx, StoredEndpoint stored, Instant now) {
    tx.update(
        """
        UPDATE endpoint SET deleted_at = ?, updated_at = ?, revision = revision + 1,
          config = config || '{"auth": null, "secretHeaders": {}}', change_xid = pg_current_xact_id()
        WHERE id = ?
        """,
        now,
        now,
        stored.id());
    announce(tx);
  }

  /** A hint for other replicas; what it announces becomes visible with the commit. */
  static void announce(Tx tx) {
    tx.first("SELECT pg_notify('probity_endpoint', '')", row -> Boolean.TRUE);
  }

  /** Living endpoints within reach that fulfil the query, in the order of their numbers. */
  List<StoredEndpoint> list(Tx tx, EndpointQuery query, Reach reach, long afterId, int limit) {
    StringBuilder sql =
        new StringBuilder(COLUMNS).append("WHERE e.deleted_at IS NULL AND e.id > ?\n");
    List<Object> args = new ArrayList<>(List.of(afterId));
    if (!reach.isUnbounded()) {
      sql.append("AND e.config -> 'labels' @> ?\n");
      args.add(reach.bound());
    }
    for (Map.Entry<String, String> label : query.labels()) {
      sql.append("AND e.config -> 'labels' @> ?\n");
      args.add(
          new Json(
              JsonNodeFactory.instance
                  .objectNode()
                  .put(label.getKey(), label.getValue())
                  .toString()));
    }
    if (!query.states().isEmpty()) {
      sql.append(STATE).append(" = ANY (?)\n");
      args.add(query.states().toArray(String[]::new));
    }
    if (query.text() != null) {
      sql.append(
          """
          AND (e.config ->> 'name' ILIKE ? OR e.key ILIKE ?
            OR split_part(e.config ->> 'url', '?', 1) ILIKE ?)
          """);
      String pattern = "%" + query.text().replaceAll("([\\\\%_])", "\\\\$1") + "%";
      args.addAll(List.of(pattern, pattern, pattern));
    }
    args.add(limit);
    return tx.list(sql + "ORDER BY e.id LIMIT ?", EndpointStore::row, args.toArray());
  }

  /** The numbers of {@code health.observed}, as io.probity.health writes them. */
  private static final String STATE =
      """
      AND CASE WHEN (e.config ->> 'paused')::boolean THEN 'paused'
        WHEN EXISTS (SELECT FROM health h
          WHERE h.endpoint_id = e.id AND h.maintenance_since IS NOT NULL) THEN 'maintenance'
        ELSE coalesce((ARRAY['up', 'degraded', 'down'])
          [(SELECT h.observed FROM health h WHERE h.endpoint_id = e.id) + 1], 'unknown') END
      """;

  /**
   * What a poller that knows nothing must know: the living, and the deleted whose incident is still
   * open.
   */
  List<StoredEndpoint> load(Tx tx, long afterId, int limit) {
    return tx.list(
        COLUMNS
            + """
            WHERE e.id > ? AND (e.deleted_at IS NULL OR EXISTS
              (SELECT FROM incident i WHERE i.endpoint_id = e.id AND i.closed_at IS NULL))
            ORDER BY e.id LIMIT ?
            """,
        EndpointStore::row,
        afterId,
        limit);
  }

  /**
   * What costs least to ask, of one snapshot.
   *
   * @param horizon below it every transaction has ended, so that nothing below it can still become
   *     visible
   * @param changed whether {@link #changedSince} would tell anything
   */
  record Glance(long horizon, boolean changed) {}

  Glance glance(Db db, long xid) {
    return db.list(
            """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
              EXISTS (SELECT FROM endpoint e WHERE e.change_xid >= ?::text::xid8)
            """,
            row -> new Glance(row.getLong(1), row.getBoolean(2)),
            Long.toString(xid))
        .get(0);
  }

  /** Everything visible that was changed by this transaction or a later one. */
  List<StoredEndpoint> changedSince(Db db, long xid) {
    return db.list(
        COLUMNS + "WHERE e.change_xid >= ?::text::xid8 ORDER BY e.change_xid, e.id",
        EndpointStore::row,
        Long.toString(xid));
  }

  private static StoredEndpoint row(ResultSet row) throws SQLException {
    return new StoredEndpoint(
        row.getLong("id"),
        row.getObject("public_id", UUID.class),
        row.getInt("shard"),
        row.getLong("revision"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        row.getBoolean("deleted"),
        row.getLong("xid"),
        row.getString("config"));
  }
}
