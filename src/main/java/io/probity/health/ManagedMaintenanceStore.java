package io.probity.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Json;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Tx;
import io.probity.endpoint.Fields;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.Managed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Maintenance windows in documents. Names are told apart within one owner only. */
@Singleton
public final class ManagedMaintenanceStore implements Managed<MaintenanceSpec> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Windows of this database. */
  @Inject
  public ManagedMaintenanceStore() {}

  @Override
  public String section() {
    return "maintenance";
  }

  @Override
  public String kind() {
    return "maintenance";
  }

  @Override
  public String identity() {
    return "name";
  }

  /** Those that name endpoints by their ids are only within a reach without bounds. */
  @Override
  public List<Held<MaintenanceSpec>> owned(Tx tx, String owner, Reach reach) {
    return tx.list(
        """
        SELECT id, public_id, config FROM maintenance
        WHERE config ->> 'managedBy' = ?
          AND (? = '{}'::jsonb OR config -> 'match' -> 'labels' @> ?)
        ORDER BY id FOR NO KEY UPDATE
        """,
        ManagedMaintenanceStore::held,
        owner,
        reach.bound(),
        reach.bound());
  }

  private static Held<MaintenanceSpec> held(ResultSet row) throws SQLException {
    MaintenanceSpec spec = open(row.getString("config"));
    return new Held<>(
        row.getLong("id"),
        row.getObject("public_id", UUID.class),
        spec == null ? "" : spec.name(),
        spec);
  }

  private static @Nullable MaintenanceSpec open(String config) {
    try {
      return MaintenanceCodec.read(JSON.readTree(config));
    } catch (JsonProcessingException | InvalidInput e) {
      return null;
    }
  }

  @Override
  public Set<String> inUse(Tx tx, Set<String> names) {
    return Set.of();
  }

  @Override
  public MaintenanceSpec read(Fields entry, @Nullable MaintenanceSpec stored) {
    return MaintenanceCodec.read(entry);
  }

  @Override
  public void demand(Fields entry, MaintenanceSpec spec, Reach reach) {
    if (!reach.covers(spec.labels() == null ? Map.of() : spec.labels())) {
      entry.refuse("match", reach.demand());
    }
  }

  @Override
  public Snapshot snapshot(MaintenanceSpec spec) {
    return MaintenanceStore.snapshot(spec);
  }

  @Override
  public void write(Tx tx, List<Change<MaintenanceSpec>> changes, Instant now) {
    for (Change<MaintenanceSpec> each : changes) {
      Held<MaintenanceSpec> before = each.before();
      MaintenanceSpec after = each.after();
      if (before == null && after != null) {
        tx.update(
            """
            INSERT INTO maintenance (public_id, config, created_at, updated_at)
            VALUES (?, ?, ?, ?)
            """,
            each.publicId(),
            json(after),
            now,
            now);
      } else if (before != null && after != null) {
        tx.update(
            "UPDATE maintenance SET config = ?, revision = revision + 1, updated_at = ? WHERE id = ?",
            json(after),
            now,
            before.id());
      } else if (before != null) {
        tx.update("DELETE FROM maintenance WHERE id = ?", before.id());
      }
    }
  }

  private static Json json(MaintenanceSpec spec) {
    return new Json(MaintenanceCodec.show(spec).toString());
  }
}
