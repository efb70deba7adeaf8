package io.probity.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.db.Ids;
import io.probity.db.Json;
import io.probity.endpoint.InvalidInput;
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

  /** Stores a new window. */
  public Maintenance create(MaintenanceSpec spec, Instant now) {
    return db.first(
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

  /** One window. */
  public Optional<Maintenance> find(UUID publicId) {
    return db.first(
        "SELECT " + COLUMNS + " FROM maintenance WHERE public_id = ?",
        MaintenanceStore::maintenance,
        publicId);
  }

  /** At most {@code limit} windows, oldest first, that come after one; 0: from the start. */
  public List<Maintenance> page(long afterId, int limit) {
    return db.list(
        "SELECT " + COLUMNS + " FROM maintenance WHERE id > ? ORDER BY id LIMIT ?",
        MaintenanceStore::maintenance,
        afterId,
        limit);
  }

  /**
   * Replaces a window as it was read. What changes nothing keeps the revision.
   *
   * @return empty if it was changed or deleted meanwhile
   */
  public Optional<Maintenance> replace(Maintenance read, MaintenanceSpec spec, Instant now) {
    if (spec.equals(read.spec())) {
      return Optional.of(read);
    }
    return db.first(
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
  public boolean delete(Maintenance read) {
    return db.update(
            "DELETE FROM maintenance WHERE id = ? AND revision = ?", read.id(), read.revision())
        == 1;
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
