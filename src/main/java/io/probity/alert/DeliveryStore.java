package io.probity.alert;

import io.probity.db.Db;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Tx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deliveries for those who look at them, ask for them again, or clear them away. Blocks. */
@Singleton
public final class DeliveryStore {
  private static final int BATCH = 1_000;
  private static final String VIEW =
      """
      SELECT d.id, d.public_id, c.public_id AS channel, d.event_id, e.type, p.public_id AS endpoint,
        d.state, d.attempts, d.next_at, d.created_at, d.done_at,
        d.last_status, d.last_response, d.last_error
      FROM delivery d
      JOIN channel c ON c.id = d.channel_id
      JOIN event e ON e.id = d.event_id
      LEFT JOIN endpoint p ON p.id = d.endpoint_id
      """;

  private final Db db;

  @Inject
  DeliveryStore(Db db) {
    this.db = db;
  }

  /** Like {@link #page(long, Reach, DeliveryState, Long, int)}, of any channel. */
  List<DeliveryView> page(
      long channelId, @Nullable DeliveryState state, @Nullable Long beforeId, int limit) {
    return page(channelId, Reach.EVERYTHING, state, beforeId, limit);
  }

  /**
   * At most {@code limit} deliveries of a channel within reach, newest first.
   *
   * @param state null: any
   * @param beforeId only those with a smaller number, null: from the newest
   */
  public List<DeliveryView> page(
      long channelId,
      Reach reach,
      @Nullable DeliveryState state,
      @Nullable Long beforeId,
      int limit) {
    return db.list(
        VIEW
            + """
            WHERE d.channel_id = ? AND d.id < ? AND (?::integer IS NULL OR d.state = ?::integer)
              AND c.config -> 'match' -> 'labels' @> ?
            ORDER BY d.id DESC LIMIT ?
            """,
        DeliveryStore::view,
        channelId,
        beforeId == null ? Long.MAX_VALUE : beforeId,
        state == null ? null : state.number(),
        state == null ? null : state.number(),
        reach.bound(),
        limit);
  }

  /** Like {@link #find(UUID, Reach)}, of all deliveries. */
  Optional<DeliveryView> find(UUID publicId) {
    return find(publicId, Reach.EVERYTHING);
  }

  /** A delivery of a living channel within reach. */
  public Optional<DeliveryView> find(UUID publicId, Reach reach) {
    return db.first(
        VIEW
            + """
            WHERE d.public_id = ? AND c.deleted_at IS NULL
              AND c.config -> 'match' -> 'labels' @> ?
            """,
        DeliveryStore::view,
        publicId,
        reach.bound());
  }

  /** Like {@link #redeliver(UUID, Instant, Mandate)}, for the service itself. */
  boolean redeliver(UUID publicId, Instant now) {
    return redeliver(publicId, now, Mandate.SERVICE);
  }

  /**
   * Begins a delivery anew, at once and with the whole schedule of attempts. It keeps its event and
   * its place in the order: what is newer for the same endpoint waits for it.
   *
   * @return false if its channel is disabled, gone or out of reach, or the delivery is
   */
  public boolean redeliver(UUID publicId, Instant now, Mandate mandate) {
    return db.tx(
        tx -> {
          Optional<String> labels =
              tx.first(
                  """
                  UPDATE delivery d
                  SET state = 0, attempts = 0, next_at = ?, done_at = NULL
                  FROM channel c
                  WHERE d.public_id = ? AND c.id = d.channel_id
                    AND c.deleted_at IS NULL AND c.config -> 'enabled' = 'true'
                    AND c.config -> 'match' -> 'labels' @> ?
                  RETURNING c.config -> 'match' ->> 'labels'
                  """,
                  row -> row.getString(1),
                  now,
                  publicId,
                  mandate.reach().bound());
          labels.ifPresent(
              each -> note(tx, "delivery", publicId, StoredChannel.labels(each), mandate));
          return labels.isPresent();
        });
  }

  private static void note(
      Tx tx, String kind, UUID id, Map<String, String> labels, Mandate mandate) {
    Snapshot unchanged = Snapshot.labelled(labels);
    mandate.trail().note(tx, kind, id, unchanged, unchanged);
  }

  /** Like {@link #redeliverDead(Channel, Instant, Mandate)}, for the service itself. */
  int redeliverDead(long channelId, Instant now) {
    return db.update(REDELIVER_DEAD, now, channelId);
  }

  private static final String REDELIVER_DEAD =
      """
      UPDATE delivery d
      SET state = 0, attempts = 0, next_at = ?, done_at = NULL
      FROM channel c
      WHERE d.channel_id = ? AND d.state = 2 AND c.id = d.channel_id
        AND c.deleted_at IS NULL AND c.config -> 'enabled' = 'true'
      """;

  /**
   * Begins all deliveries of a channel anew that were given up, as {@link #redeliver} does for one.
   *
   * @return how many; none if the channel is disabled or gone
   */
  public int redeliverDead(Channel channel, Instant now, Mandate mandate) {
    return db.tx(
        tx -> {
          note(tx, "channel", channel.publicId(), channel.spec().labels(), mandate);
          return tx.update(REDELIVER_DEAD, now, channel.id());
        });
  }

  /**
   * Deletes deliveries that were done before an instant, and events that nobody waits for any more;
   * gives up what is still pending for channels that are gone. In small transactions.
   *
   * @return how many deliveries and events were deleted
   */
  int prune(Instant before, Instant now) {
    db.update(
        """
        UPDATE delivery d
        SET state = 2, done_at = ?, last_error = 'The channel was disabled or deleted.'
        FROM channel c
        WHERE d.state = 0 AND c.id = d.channel_id
          AND (c.deleted_at IS NOT NULL OR c.config -> 'enabled' = 'false')
        """,
        now);
    Grouping.prune(db, before);
    return inBatches(
            """
            DELETE FROM delivery WHERE id IN (
              SELECT id FROM delivery WHERE state <> 0 AND done_at < ? LIMIT ?)
            """,
            before)
        + inBatches(
            """
            DELETE FROM event WHERE id IN (
              SELECT e.id FROM event e
              WHERE e.at < ? AND NOT EXISTS (SELECT FROM delivery d WHERE d.event_id = e.id)
                AND NOT EXISTS (SELECT FROM alert_notice n WHERE n.event_id = e.id)
                AND NOT EXISTS (
                  SELECT FROM alert_standing s WHERE s.event_id = e.id AND s.cause IS NOT NULL)
              LIMIT ?)
            """,
            before);
  }

  private int inBatches(String sql, Instant before) {
    int all = 0;
    int deleted;
    do {
      deleted = db.update(sql, before, BATCH);
      all += deleted;
    } while (deleted == BATCH);
    return all;
  }

  private static DeliveryView view(ResultSet row) throws SQLException {
    DeliveryState state = DeliveryState.ofNumber(row.getInt("state"));
    return new DeliveryView(
        row.getLong("id"),
        row.getObject("public_id", UUID.class),
        row.getObject("channel", UUID.class),
        row.getObject("event_id", UUID.class),
        row.getString("type"),
        row.getObject("endpoint", UUID.class),
        state,
        row.getInt("attempts"),
        state == DeliveryState.PENDING ? instant(row, "next_at") : null,
        row.getTimestamp("created_at").toInstant(),
        instant(row, "done_at"),
        row.getObject("last_status", Integer.class),
        row.getString("last_response"),
        row.getString("last_error"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}
