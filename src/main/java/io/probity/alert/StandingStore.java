package io.probity.alert;

import io.probity.db.Db;
import io.probity.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What channels that group heard last of each endpoint, or are about to hear. */
final class StandingStore {
  private StandingStore() {}

  /** What a channel heard last of these endpoints, or is about to hear. */
  static List<Standing> of(Tx tx, long channelId, Collection<Long> endpoints) {
    return tx.list(
        """
        SELECT endpoint_id, event_id, recovery, causes, cause FROM alert_standing
        WHERE channel_id = ? AND endpoint_id = ANY (?)
        """,
        row ->
            new Standing(
                row.getLong("endpoint_id"),
                row.getObject("event_id", UUID.class),
                row.getBoolean("recovery"),
                List.of((String[]) row.getArray("causes").getArray()),
                row.getString("cause")),
        channelId,
        numbers(endpoints));
  }

  /** Stores what a channel heard last of endpoints, each alone, or is about to hear. */
  static void keep(Tx tx, long channelId, List<Standing> standings, Instant now) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Standing each : standings) {
      rows.add(
          new @Nullable Object[] {
            each.endpointId(),
            channelId,
            each.eventId(),
            each.recovery(),
            each.causes().toArray(String[]::new),
            each.collectedUnder(),
            each.isCollected() ? null : now
          });
    }
    if (!rows.isEmpty()) {
      tx.batch(
          """
          INSERT INTO alert_standing
            (endpoint_id, channel_id, event_id, recovery, causes, cause, told_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (endpoint_id, channel_id) DO UPDATE
          SET event_id = excluded.event_id, recovery = excluded.recovery,
              causes = excluded.causes, cause = excluded.cause, told_at = excluded.told_at,
              delivery_id = NULL
          """,
          rows);
    }
  }

  /** Forgets what a channel heard of endpoints. */
  static void remove(Tx tx, long channelId, List<Long> endpoints) {
    tx.update(
        "DELETE FROM alert_standing WHERE channel_id = ? AND endpoint_id = ANY (?)",
        channelId,
        numbers(endpoints));
  }

  /**
   * What a window collected.
   *
   * @param waits whether an earlier word on the endpoint is still on its way
   */
  record Collected(long endpointId, UUID eventId, boolean waits) {}

  /** What a window collected, the oldest first. */
  static List<Collected> collected(Tx tx, long channelId, GroupWindow window) {
    return tx.list(
        """
        SELECT s.endpoint_id, s.event_id, EXISTS (
          SELECT FROM delivery d
          WHERE d.state = 0 AND d.channel_id = s.channel_id AND d.endpoint_id = s.endpoint_id)
        FROM alert_standing s
        WHERE s.channel_id = ? AND s.recovery = ? AND s.cause = ?
        ORDER BY s.event_id
        """,
        row -> new Collected(row.getLong(1), row.getObject(2, UUID.class), row.getBoolean(3)),
        channelId,
        window.recovery(),
        window.cause());
  }

  /**
   * Notes that what was collected of endpoints is told.
   *
   * @param deliveryId by which delivery of a group; null: each alone
   */
  static void told(
      Tx tx, long channelId, List<Long> endpoints, @Nullable Long deliveryId, Instant now) {
    tx.update(
        """
        UPDATE alert_standing SET cause = NULL, told_at = ?, delivery_id = ?
        WHERE channel_id = ? AND endpoint_id = ANY (?)
        """,
        now,
        deliveryId,
        channelId,
        numbers(endpoints));
  }

  /** Forgets what was told before an instant. */
  static int prune(Db db, Instant before) {
    return db.update("DELETE FROM alert_standing WHERE told_at < ?", before);
  }

  /** Forgets all that a channel heard or is about to hear. */
  static void clear(Tx tx, long channelId) {
    tx.update("DELETE FROM alert_standing WHERE channel_id = ?", channelId);
  }

  private static long[] numbers(Collection<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
