package io.probity.alert;

import io.probity.db.Db;
import io.probity.db.Reach;
import io.probity.db.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Pages of channels. Blocks. */
final class ChannelListStore {
  private static final Logger LOG = Logger.getLogger(ChannelListStore.class);
  private static final String PAGE =
      "SELECT "
          + ChannelStore.COLUMNS
          + """
           WHERE id > ? AND deleted_at IS NULL AND config -> 'match' -> 'labels' @> ?
          ORDER BY id LIMIT ?
          """;

  private record Found(long id, Optional<Channel> channel) {}

  private ChannelListStore() {}

  /** See {@link ChannelStore#page}. */
  static List<Channel> page(Db db, Row<Channel> reading, Reach reach, long afterId, int limit) {
    List<Channel> page = new ArrayList<>();
    long after = afterId;
    while (page.size() < limit) {
      int wanted = limit - page.size();
      List<Found> rows =
          db.list(
              PAGE,
              row -> {
                long id = row.getLong("id");
                try {
                  return new Found(id, Optional.of(reading.map(row)));
                } catch (IllegalStateException e) {
                  LOG.warnf("A channel is left out: %s", e.getMessage());
                  return new Found(id, Optional.empty());
                }
              },
              after,
              reach.bound(),
              wanted);
      for (Found each : rows) {
        after = each.id();
        each.channel().ifPresent(page::add);
      }
      if (rows.size() < wanted) {
        break;
      }
    }
    return page;
  }
}
