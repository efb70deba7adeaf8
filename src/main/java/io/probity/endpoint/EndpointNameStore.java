package io.probity.endpoint;

import io.probity.db.Db;
import io.probity.db.Reach;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What endpoints are called, for those who tell of many. Blocks. */
@Singleton
public final class EndpointNameStore {
  private final Db db;

  /** The names in this database. */
  @Inject
  public EndpointNameStore(Db db) {
    this.db = db;
  }

  /** The names of the endpoints within reach among these, living or deleted. */
  public Map<UUID, String> of(Collection<UUID> ids, Reach reach) {
    Map<UUID, String> names = new HashMap<>();
    if (!ids.isEmpty()) {
      db.list(
          "SELECT public_id, config ->> 'name' FROM endpoint"
              + " WHERE public_id = ANY (?) AND config -> 'labels' @> ?",
          row -> names.put(row.getObject(1, UUID.class), row.getString(2)),
          ids.toArray(UUID[]::new),
          reach.bound());
    }
    return names;
  }
}
