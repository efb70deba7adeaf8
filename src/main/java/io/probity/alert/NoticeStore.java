package io.probity.alert;

import io.probity.db.Db;
import io.probity.db.Tx;
import io.probity.endpoint.Endpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What endpoints have to say to channels that group, until it is decided how they are told. */
final class NoticeStore {
  private NoticeStore() {}

  /** Leaves events of endpoints for channels, to be told alone or with others. */
  static void leave(Tx tx, List<OutboxStore.Addressed> addressed) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (OutboxStore.Addressed each : addressed) {
      Event event = each.event();
      Endpoint endpoint = event.endpoint();
      GroupNotice.Kind kind = GroupNotice.Kind.of(event);
      if (endpoint != null && kind != null) {
        String[] causes = GroupNotice.causes(event).toArray(String[]::new);
        rows.add(
            new @Nullable Object[] {
              each.channelId(), endpoint.id(), event.id(), kind.ordinal(), causes
            });
      }
    }
    if (!rows.isEmpty()) {
      tx.batch(
          """
          INSERT INTO alert_notice (channel_id, endpoint_id, event_id, kind, causes)
          VALUES (?, ?, ?, ?, ?)
          """,
          rows);
    }
  }

  /** The channels for which something is to be decided. */
  static List<Long> busy(Db db, Instant now) {
    return db.list(
        """
        SELECT c.id FROM channel c
        WHERE c.deleted_at IS NULL AND c.config -> 'enabled' = 'true'
          AND (EXISTS (SELECT FROM alert_notice n WHERE n.channel_id = c.id)
            OR EXISTS (SELECT FROM alert_window w WHERE w.channel_id = c.id AND w.closes_at <= ?))
        ORDER BY c.id
        """,
        row -> row.getLong(1),
        now);
  }

  /**
   * What waits for a channel, at most {@code limit}. Not of an endpoint whose last word, told with
   * others, is still on its way: what follows would overtake it.
   */
  static List<GroupNotice> notices(Tx tx, long channelId, int limit) {
    return tx.list(
        """
        SELECT n.id, n.endpoint_id, n.event_id, n.kind, n.causes FROM alert_notice n
        WHERE n.channel_id = ? AND NOT EXISTS (
          SELECT FROM alert_standing s JOIN delivery d ON d.id = s.delivery_id
          WHERE s.endpoint_id = n.endpoint_id AND s.channel_id = n.channel_id AND d.state = 0)
        ORDER BY n.id LIMIT ?
        """,
        row ->
            new GroupNotice(
                row.getLong("id"),
                row.getLong("endpoint_id"),
                row.getObject("event_id", UUID.class),
                GroupNotice.Kind.ofNumber(row.getInt("kind")),
                List.of((String[]) row.getArray("causes").getArray())),
        channelId,
        limit);
  }

  /** Forgets notices: it is decided how they are told. */
  static void remove(Tx tx, List<GroupNotice> notices) {
    tx.update(
        "DELETE FROM alert_notice WHERE id = ANY (?)",
        (Object) notices.stream().mapToLong(GroupNotice::id).toArray());
  }

  /** Channels that are gone or disabled, but for which something was left or kept. */
  static List<Long> deserted(Db db) {
    return db.list(
        """
        SELECT id FROM channel
        WHERE (deleted_at IS NOT NULL OR config -> 'enabled' = 'false')
          AND id IN (
            SELECT channel_id FROM alert_notice
            UNION SELECT channel_id FROM alert_standing
            UNION SELECT channel_id FROM alert_window)
        """,
        row -> row.getLong(1));
  }

  /** Forgets what waits for a channel. */
  static void clear(Tx tx, long channelId) {
    tx.update("DELETE FROM alert_notice WHERE channel_id = ?", channelId);
  }
}
