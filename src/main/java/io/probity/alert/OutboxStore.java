package io.probity.alert;

import io.probity.alert.DeliveryPolicy.Decision;
import io.probity.db.Ids;
import io.probity.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The events and deliveries as a queue. A claimed row is hidden for a lease and comes back if
 * nobody settles it; the number of its attempt tells the claims apart, so that a late word on an
 * earlier one changes nothing.
 */
final class OutboxStore {
  /** How long a claim holds. */
  static final Duration LEASE = Duration.ofSeconds(60);

  private static final String ADDRESS =
      """
      INSERT INTO delivery (public_id, channel_id, endpoint_id, event_id, next_at, created_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private OutboxStore() {}

  /** Stores events. */
  static void add(Tx tx, List<Event> events) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Event each : events) {
      rows.add(
          new @Nullable Object[] {
            each.id(), each.type().wireName(), endpointId(each), each.at(), each.data().toString()
          });
    }
    if (!rows.isEmpty()) {
      tx.batch(
          "INSERT INTO event (id, type, endpoint_id, at, data) VALUES (?, ?, ?, ?, ?::json)", rows);
    }
  }

  /** An event and a channel that is told of it. */
  record Addressed(Event event, long channelId) {}

  /** Stores a delivery for each, due at once; returns their public ids. */
  static List<UUID> address(Tx tx, List<Addressed> addressed, Instant now) {
    List<UUID> ids = new ArrayList<>();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Addressed each : addressed) {
      Event event = each.event();
      UUID id = Ids.uuid7(now);
      ids.add(id);
      Instant due = event.at().isBefore(now) ? event.at() : now;
      rows.add(
          new @Nullable Object[] {id, each.channelId(), endpointId(event), event.id(), due, now});
    }
    if (!rows.isEmpty()) {
      tx.batch(ADDRESS, rows);
    }
    return ids;
  }

  /** Stores a delivery to one channel for each event that goes alone. */
  static void addressAlone(Tx tx, long channelId, List<GroupBook.Alone> alone, Instant now) {
    List<Object[]> rows = new ArrayList<>();
    for (GroupBook.Alone each : alone) {
      rows.add(
          new Object[] {Ids.uuid7(now), channelId, each.endpointId(), each.eventId(), now, now});
    }
    if (!rows.isEmpty()) {
      tx.batch(ADDRESS, rows);
    }
  }

  /** Stores an event that tells one channel of several endpoints; returns its delivery's number. */
  static long addressGroup(Tx tx, long channelId, Event group, Instant now) {
    add(tx, List.of(group));
    return tx.first(
            """
            INSERT INTO delivery
              (public_id, channel_id, event_id, next_at, created_at, grouped)
            VALUES (?, ?, ?, ?, ?, true)
            RETURNING id
            """,
            row -> row.getLong(1),
            Ids.uuid7(now),
            channelId,
            group.id(),
            now,
            now)
        .orElseThrow();
  }

  /** Events by their ids, the oldest first. */
  static List<GroupEvents.Stored> events(Tx tx, List<UUID> ids) {
    return tx.list(
        "SELECT id, at, data FROM event WHERE id = ANY (?) ORDER BY id",
        row ->
            new GroupEvents.Stored(
                row.getObject(1, UUID.class), row.getTimestamp(2).toInstant(), row.getString(3)),
        (Object) ids.toArray(UUID[]::new));
  }

  /**
   * Takes what is due, at most {@code limit}. Of one channel and endpoint only the oldest pending
   * delivery is ever taken; that keeps the order. Groups are made so that they may go at any time.
   *
   * @param free how many more a channel may have, where that is less than {@code perChannel}
   */
  static List<Claimed> claim(
      Tx tx, Instant now, Map<Long, Integer> free, int perChannel, int limit) {
    long[] busy = free.keySet().stream().mapToLong(Long::longValue).toArray();
    long[] slots = free.values().stream().mapToLong(Integer::longValue).toArray();
    return tx.list(
        """
        WITH due AS MATERIALIZED (
          SELECT picked.id
          FROM channel c
          LEFT JOIN unnest(?::bigint[], ?::bigint[]) AS busy (channel_id, slots)
            ON busy.channel_id = c.id
          CROSS JOIN LATERAL (
            SELECT d.id FROM delivery d
            WHERE d.state = 0 AND d.channel_id = c.id AND d.next_at <= ?
              AND d.id = CASE
                WHEN d.grouped THEN d.id
                WHEN d.endpoint_id IS NULL THEN (
                  SELECT o.id FROM delivery o
                  WHERE o.state = 0 AND o.channel_id = d.channel_id AND o.endpoint_id IS NULL
                    AND NOT o.grouped
                  ORDER BY o.id LIMIT 1)
                ELSE (
                  SELECT o.id FROM delivery o
                  WHERE o.state = 0 AND o.channel_id = d.channel_id
                    AND o.endpoint_id = d.endpoint_id
                  ORDER BY o.id LIMIT 1)
                END
            ORDER BY d.next_at, d.id
            LIMIT coalesce(busy.slots, ?)
            FOR UPDATE OF d SKIP LOCKED) picked
          WHERE c.deleted_at IS NULL AND c.config -> 'enabled' = 'true'
          LIMIT ?
        ), claimed AS (
          UPDATE delivery d SET attempts = d.attempts + 1, next_at = ?
          FROM due WHERE d.id = due.id
          RETURNING d.id, d.attempts, d.channel_id, d.event_id
        )
        SELECT claimed.id, claimed.attempts, c.id AS channel_id, c.public_id, c.config, c.secret,
          CASE WHEN c.previous_secret_until > ? THEN c.previous_secret END AS previous,
          e.id AS event_id, e.type, e.at, e.data
        FROM claimed
        JOIN channel c ON c.id = claimed.channel_id
        JOIN event e ON e.id = claimed.event_id
        ORDER BY claimed.id
        """,
        OutboxStore::claimed,
        busy,
        slots,
        now,
        perChannel,
        limit,
        now.plus(LEASE),
        now);
  }

  /**
   * Makes first attempts that nobody has settled due again. Later ones wait for the end of the
   * claim: they look like those that wait for their turn.
   */
  static int freeClaims(Tx tx, Instant now) {
    return tx.update(
        """
        UPDATE delivery SET next_at = ?
        WHERE state = 0 AND attempts = 1 AND next_at > ?
          AND last_status IS NULL AND last_error IS NULL
        """,
        now,
        now);
  }

  /**
   * Stores what became of attempts.
   *
   * @return those that count: not the late word on an attempt that others have repeated since
   */
  static List<Outcome> settle(Tx tx, List<Outcome> outcomes, Instant now) {
    List<Object[]> rows = new ArrayList<>();
    for (Outcome each : outcomes) {
      DeliveryState state = each.state();
      SendResult.Answered answer = each.answer();
      rows.add(
          new @Nullable Object[] {
            state.number(),
            each.decision() instanceof Decision.Retry retry ? retry.at() : now,
            state == DeliveryState.PENDING ? null : now,
            answer == null ? null : answer.status(),
            answer == null ? null : answer.excerpt(),
            DeliveryPolicy.complaint(each.result()),
            each.claimed().id(),
            each.claimed().attempt(),
            state.number()
          });
    }
    if (rows.isEmpty()) {
      return List.of();
    }
    int[] touched =
        tx.batch(
            """
            UPDATE delivery
            SET state = ?, next_at = ?, done_at = ?,
                last_status = ?, last_response = ?, last_error = nullif(?, '')
            WHERE id = ? AND attempts = ? AND (state = 0 OR ?::integer = 1)
            """,
            rows);
    return IntStream.range(0, touched.length)
        .filter(i -> touched[i] > 0)
        .mapToObj(outcomes::get)
        .toList();
  }

  /** Puts back what was not sent, as if the attempt had not been. */
  static void putBack(Tx tx, List<Claimed> unsent, Instant until) {
    List<Object[]> rows = new ArrayList<>();
    unsent.forEach(each -> rows.add(new Object[] {until, each.id(), each.attempt()}));
    if (!rows.isEmpty()) {
      tx.batch(
          """
          UPDATE delivery SET attempts = attempts - 1, next_at = ?
          WHERE id = ? AND attempts = ? AND state = 0
          """,
          rows);
    }
  }

  /** Gives up what is pending or collected for a channel that was switched off or deleted. */
  static int abandon(Tx tx, long channelId, Instant now) {
    Grouping.clear(tx, channelId);
    return tx.update(
        """
        UPDATE delivery
        SET state = 2, done_at = ?, last_error = 'The channel was disabled or deleted.'
        WHERE channel_id = ? AND state = 0
        """,
        now,
        channelId);
  }

  private static @Nullable Long endpointId(Event event) {
    return event.endpoint() == null ? null : event.endpoint().id();
  }

  private static Claimed claimed(ResultSet row) throws SQLException {
    List<String> keys = new ArrayList<>(List.of(row.getString("secret")));
    String previous = row.getString("previous");
    if (previous != null) {
      keys.add(previous);
    }
    Timestamp at = row.getTimestamp("at");
    return new Claimed(
        row.getLong("id"),
        row.getInt("attempts"),
        row.getLong("channel_id"),
        row.getObject("public_id", UUID.class),
        row.getString("config"),
        keys,
        row.getObject("event_id", UUID.class),
        row.getString("type"),
        at.toInstant(),
        row.getString("data"));
  }
}
