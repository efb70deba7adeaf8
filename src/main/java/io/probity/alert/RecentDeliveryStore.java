package io.probity.alert;

import io.probity.db.Db;
import io.probity.db.Reach;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How channels have done lately, for those who look at many. Blocks. */
@Singleton
public final class RecentDeliveryStore {
  /** So many of a channel are looked at: no index tells those that were given up. */
  public static final int LOOKED_AT = 500;

  private final Db db;

  /** The deliveries in this database. */
  @Inject
  public RecentDeliveryStore(Db db) {
    this.db = db;
  }

  /**
   * The last deliveries of a channel.
   *
   * @param pending not accepted yet
   * @param dead given up
   * @param delivered accepted
   * @param gone whether the channel was disabled because its receiver answered 410
   */
  public record Recent(int pending, int dead, int delivered, boolean gone) {
    /** Of a channel to which nothing was sent. */
    public static final Recent NOTHING = new Recent(0, 0, 0, false);
  }

  private static final String RECENT =
      """
      SELECT c.id,
        count(*) FILTER (WHERE d.state = 0),
        count(*) FILTER (WHERE d.state = 2),
        count(*) FILTER (WHERE d.state = 1),
        bool_or(c.config -> 'enabled' = 'false' AND d.last_status = 410
          AND d.done_at >= c.updated_at - interval '1 minute')
      FROM channel c
      CROSS JOIN LATERAL (
        SELECT state, last_status, done_at FROM delivery
        WHERE channel_id = c.id ORDER BY id DESC LIMIT ?) d
      WHERE c.id = ANY (?) AND c.config -> 'match' -> 'labels' @> ?
      GROUP BY c.id
      """;

  /** By internal number of the channel, of those within reach to which anything was sent. */
  public Map<Long, Recent> of(Collection<Long> channels, Reach reach) {
    Map<Long, Recent> found = new HashMap<>();
    if (!channels.isEmpty()) {
      db.list(
          RECENT,
          row ->
              found.put(
                  row.getLong(1),
                  new Recent(row.getInt(2), row.getInt(3), row.getInt(4), row.getBoolean(5))),
          LOOKED_AT,
          channels.stream().mapToLong(Long::longValue).toArray(),
          reach.bound());
    }
    return found;
  }
}
