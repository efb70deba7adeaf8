package io.probity.alert;

import io.probity.db.Db;
import io.probity.db.Reach;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Finds the channels that do not get their messages. Blocks. */
@Singleton
public final class FailingChannelStore {
  private static final String SINCE =
      """
      SELECT c.public_id, c.config ->> 'name', count(*)
      FROM delivery d JOIN channel c ON c.id = d.channel_id
      WHERE d.state <> 0 AND d.done_at >= ? AND d.state = 2 AND c.deleted_at IS NULL
        AND c.config -> 'match' -> 'labels' @> ?
      GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT ?
      """;

  private final Db db;

  FailingChannelStore(Db db) {
    this.db = db;
  }

  /** Living channels within reach that had messages given up since then, the worst first. */
  public List<FailingChannel> since(Instant from, Reach reach, int limit) {
    return db.list(
        SINCE,
        row -> new FailingChannel(row.getObject(1, UUID.class), row.getString(2), row.getInt(3)),
        from,
        reach.bound(),
        limit);
  }
}
