package io.probity.endpoint;

import io.probity.db.Db;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What endpoints are called, also those that were deleted. Blocks. */
@Singleton
public final class NameStore {
  private final Db db;

  NameStore(Db db) {
    this.db = db;
  }

  /**
   * An endpoint by name.
   *
   * @param deleted whether it lives on in its history only
   */
  public record Named(String name, boolean deleted) {}

  /** The names of these endpoints, which the caller was found to be allowed to see. */
  public Map<UUID, Named> names(Collection<UUID> publicIds) {
    Map<UUID, Named> names = new HashMap<>();
    db.list(
        """
        SELECT public_id, config ->> 'name', deleted_at IS NOT NULL FROM endpoint
        WHERE public_id = ANY (?)
        """,
        row ->
            names.put(row.getObject(1, UUID.class), new Named(row.getString(2), row.getBoolean(3))),
        (Object) publicIds.toArray(UUID[]::new));
    return names;
  }
}
