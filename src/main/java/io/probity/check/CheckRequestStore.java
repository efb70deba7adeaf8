package io.probity.check;

import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/**
 * The table {@code check_request}: whose next check is to come at once, put by replicas that do not
 * probe the endpoint for the one that does. Blocks.
 */
@Singleton
final class CheckRequestStore {
  private final Db db;

  CheckRequestStore(Db db) {
    this.db = db;
  }

  /** Asks whoever probes an endpoint to check it soon. */
  void put(Endpoint endpoint) {
    db.update(
        "INSERT INTO check_request (endpoint_id, shard) VALUES (?, ?) ON CONFLICT DO NOTHING",
        endpoint.id(),
        endpoint.shard());
  }

  /** What was asked for in these shards, each only once. */
  List<Long> take(Collection<Integer> shards) {
    return shards.isEmpty() || !any()
        ? List.of()
        : db.list(
            "DELETE FROM check_request WHERE shard = ANY (?::bigint[]) RETURNING endpoint_id",
            row -> row.getLong(1),
            (Object) shards.stream().mapToLong(Integer::longValue).toArray());
  }

  /** Mostly there is none, and telling so costs little. */
  private boolean any() {
    return db.first("SELECT FROM check_request LIMIT 1", row -> true).isPresent();
  }
}
