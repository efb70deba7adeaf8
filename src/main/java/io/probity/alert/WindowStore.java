package io.probity.alert;

import io.probity.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The causes of which channels that group have just been told. */
final class WindowStore {
  private WindowStore() {}

  /** The open windows of a channel and when they close, the first to close first. */
  static Map<GroupWindow, Instant> open(Tx tx, long channelId) {
    Map<GroupWindow, Instant> windows = new LinkedHashMap<>();
    tx.list(
            """
            SELECT recovery, cause, closes_at FROM alert_window
            WHERE channel_id = ? ORDER BY closes_at, recovery, cause
            """,
            row ->
                Map.entry(
                    new GroupWindow(row.getBoolean(1), row.getString(2)),
                    row.getTimestamp(3).toInstant()),
            channelId)
        .forEach(each -> windows.put(each.getKey(), each.getValue()));
    return windows;
  }

  /** Opens windows, or keeps them open, until an instant. */
  static void keep(Tx tx, long channelId, Collection<GroupWindow> windows, Instant closesAt) {
    List<Object[]> rows =
        windows.stream()
            .map(each -> new Object[] {channelId, each.recovery(), each.cause(), closesAt})
            .toList();
    if (!rows.isEmpty()) {
      tx.batch(
          """
          INSERT INTO alert_window (channel_id, recovery, cause, closes_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (channel_id, recovery, cause) DO UPDATE SET closes_at = excluded.closes_at
          """,
          rows);
    }
  }

  /** Closes a window. */
  static void close(Tx tx, long channelId, GroupWindow window) {
    tx.update(
        "DELETE FROM alert_window WHERE channel_id = ? AND recovery = ? AND cause = ?",
        channelId,
        window.recovery(),
        window.cause());
  }

  /** Lets the windows of a channel close no later than an instant. */
  static void hasten(Tx tx, long channelId, Instant latest) {
    tx.update(
        "UPDATE alert_window SET closes_at = least(closes_at, ?) WHERE channel_id = ?",
        latest,
        channelId);
  }

  /** Closes all windows of a channel. */
  static void clear(Tx tx, long channelId) {
    tx.update("DELETE FROM alert_window WHERE channel_id = ?", channelId);
  }
}
