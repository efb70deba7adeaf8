package io.probity.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.db.Ids;
import io.probity.db.Json;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Tx;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.MatchStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The registered maintenance windows. Every method blocks. */
@Singleton
public final class MaintenanceStore {
  private static final Logger LOG = Logger.getLogger(MaintenanceStore.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLUMNS = "id, public_id, revision, config, created_at, updated_at";

  private final Db db;

  /** A store in this database. */
  @Inject
  public MaintenanceStore(Db db) {
    this.db = db;
  }

  /** Stores a new window; throws {@link InvalidInput} if it is for what is out of reach. */
  public Maintenance create(MaintenanceSpec spec, Instant now, Mandate mandate) {
    return db.tx(
        tx -> {
          MatchStore.demand(tx, spec.match(), mandate.reach());
          Maintenance created = insert(tx, spec, now);
          note(tx, created.publicId(), null, spec, mandate);
          return created;
        });
  }

  private static void note(
      Tx tx,
      UUID id,
      @Nullable MaintenanceSpec before,
      @Nullable MaintenanceSpec after,
      Mandate mandate) {
    mandate
        .trail()
        .note(
            tx,
            "maintenance",
            id,
            before == null ? null : snapshot(before),
            after == null ? null : snapshot(after));
  }

  static Snapshot snapshot(MaintenanceSpec spec) {
    return Snapshot.of(MaintenanceCodec.show(spec), spec.match().trailLabels());
  }

  private static Maintenance insert(Tx tx, MaintenanceSpec spec, Instant now) {
    return tx.first(
            """
            INSERT INTO maintenance (public_id, config, created_at, updated_at)
            VALUES (?, ?, ?, ?) RETURNING
            """
                + COLUMNS,
            MaintenanceStore::maintenance,
            Ids.uuid7(now),
            json(spec),
            now,
            now)
        .orElseThrow();
  }

  /** One window within reach. */
  public Optional<Maintenance> find(UUID publicId, Reach reach) {
    return db.first(
        "SELECT " + COLUMNS + " FROM maintenance WHERE public_id = ? AND " + MatchStore.WITHIN,
        MaintenanceStore::maintenance,
        publicId,
        reach.bound(),
        reach.bound(),
        reach.bound());
  }

  /**
   * At most {@code limit} windows within reach, oldest first, that come after one; 0: from the
   * start.
   */
  public List<Maintenance> page(Reach reach, long afterId, int limit) {
    return db.list(
        "SELECT "
            + COLUMNS
            + " FROM maintenance WHERE id > ? AND "
            + MatchStore.WITHIN
            + " ORDER BY id LIMIT ?",
        MaintenanceStore::maintenance,
        afterId,
        reach.bound(),
        reach.bound(),
        reach.bound(),
        limit);
  }

  /**
   * Replaces a window as it was read. What changes nothing keeps the revision. Throws {@link
   * InvalidInput} if it would leave the reach.
   *
   * @return empty if it was changed or deleted meanwhile
   */
  public Optional<Maintenance> replace(
      Maintenance read, MaintenanceSpec spec, Instant now, Mandate mandate) {
    if (spec.equals(read.spec())) {
      return Optional.of(read);
    }
    return db.tx(
        tx -> {
          MatchStore.demand(tx, spec.match(), mandate.reach());
          Optional<Maintenance> changed = update(tx, read, spec, now);
          changed.ifPresent(each -> note(tx, each.publicId(), read.spec(), spec, mandate));
          return changed;
        });
  }

  private static Optional<Maintenance> update(
      Tx tx, Maintenance read, MaintenanceSpec spec, Instant now) {
    return tx.first(
        """
        UPDATE maintenance SET config = ?, revision = revision + 1, updated_at = ?
        WHERE id = ? AND revision = ? RETURNING
        """
            + COLUMNS,
        MaintenanceStore::maintenance,
        json(spec),
        now,
        read.id(),
        read.revision());
  }

  /**
   * Deletes a window as it was read.
   *
   * @return false if it was changed or deleted meanwhile
   */
  public boolean delete(Maintenance read, Mandate mandate) {
    return db.tx(
        tx -> {
          int deleted =
              tx.update(
                  "DELETE FROM maintenance WHERE id = ? AND revision = ?",
                  read.id(),
                  read.revision());
          if (deleted == 1) {
            note(tx, read.publicId(), read.spec(), null, mandate);
          }
          return deleted == 1;
        });
  }

  /** The revision of every window by its number: they change whenever anything does. */
  public Map<Long, Long> revisions() {
    Map<Long, Long> revisions = new HashMap<>();
    db.list(
        "SELECT id, revision FROM maintenance",
        row -> revisions.put(row.getLong(1), row.getLong(2)));
    return revisions;
  }

  /** All windows. One that cannot be read is logged and left out. */
  public List<Maintenance> readable() {
    List<Maintenance> found = new ArrayList<>();
    for (Optional<Maintenance> each :
        db.list(
            "SELECT " + COLUMNS + " FROM maintenance ORDER BY id", MaintenanceStore::readable)) {
      each.ifPresent(found::add);
    }
    return found;
  }

  /** The windows for any of these endpoints, by their internal numbers, oldest first. */
  public List<Maintenance> touching(long[] endpointIds) {
    return db.list(
        "SELECT "
            + COLUMNS
            + """
             FROM maintenance
            WHERE EXISTS (
              SELECT FROM endpoint e
              WHERE e.id = ANY (?) AND e.deleted_at IS NULL
                AND (e.config -> 'labels' @> (maintenance.config -> 'match' -> 'labels')
                  OR jsonb_exists(
                    maintenance.config -> 'match' -> 'endpoints', e.public_id::text)))
            ORDER BY maintenance.id
            """,
        MaintenanceStore::maintenance,
        endpointIds);
  }

  private static Optional<Maintenance> readable(ResultSet row) throws SQLException {
    try {
      return Optional.of(maintenance(row));
    } catch (IllegalStateException e) {
      LOG.errorf("A maintenance window is ignored: %s", e.getMessage());
      return Optional.empty();
    }
  }

  private static Json json(MaintenanceSpec spec) {
    return new Json(MaintenanceCodec.show(spec).toString());
  }

  private static Maintenance maintenance(ResultSet row) throws SQLException {
    UUID publicId = row.getObject("public_id", UUID.class);
    return new Maintenance(
        row.getLong("id"),
        publicId,
        row.getLong("revision"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        spec(row.getString("config"), publicId));
  }

  private static MaintenanceSpec spec(String config, UUID publicId) {
    try {
      return MaintenanceCodec.read(JSON.readTree(config));
    } catch (JsonProcessingException | InvalidInput e) {
      throw new IllegalStateException("the definition of " + publicId + " cannot be read", e);
    }
  }
}
