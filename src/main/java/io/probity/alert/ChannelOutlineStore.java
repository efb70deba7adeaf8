package io.probity.alert;

import io.probity.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The channels without their URLs and secrets, which deciding whom to tell does not need: what is
 * to be sent is queued for one whose secrets do not open as well. One that cannot be read at all is
 * logged and left out: it must not silence the others. Every method blocks.
 */
final class ChannelOutlineStore {
  private static final Logger LOG = Logger.getLogger(ChannelOutlineStore.class);

  private ChannelOutlineStore() {}

  /** The living channels, as the transaction sees them. */
  static List<Channel> all(Tx tx) {
    return tx
        .list(
            "SELECT " + ChannelStore.COLUMNS + " WHERE deleted_at IS NULL ORDER BY id",
            ChannelOutlineStore::read)
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * An enabled channel, locked for the rest of the transaction.
   *
   * @return empty if it is gone, disabled, cannot be read, or somebody else holds it just now
   */
  static Optional<Channel> lock(Tx tx, long id) {
    return tx.first(
            "SELECT "
                + ChannelStore.COLUMNS
                + """
                 WHERE id = ? AND deleted_at IS NULL AND config -> 'enabled' = 'true'
                FOR NO KEY UPDATE SKIP LOCKED
                """,
            ChannelOutlineStore::read,
            id)
        .flatMap(Function.identity());
  }

  private static Optional<Channel> read(ResultSet row) throws SQLException {
    try {
      return Optional.of(ChannelStore.channel(row, StoredChannel::outline));
    } catch (IllegalStateException e) {
      LOG.errorf("A channel is not told: %s", e.getMessage());
      return Optional.empty();
    }
  }
}
