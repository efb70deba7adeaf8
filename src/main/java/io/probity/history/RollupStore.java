package io.probity.history;

import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The table {@code rollup_day}. Every method runs in the caller's transaction and blocks. */
@Singleton
public final class RollupStore {
  private static final Logger LOG = Logger.getLogger(RollupStore.class);

  /**
   * The roll-up of an endpoint and day.
   *
   * @param day the start of the day, UTC
   */
  public record Day(long endpointId, Instant day, DayRoll roll) {}

  /** {@link #add(Tx, List)} for one day. */
  public void add(Tx tx, long endpointId, Instant day, DayRoll roll) {
    add(tx, List.of(new Day(endpointId, day, roll)));
  }

  private static final String LOCKED =
      """
      SELECT r.endpoint_id, r.at, r.data
      FROM unnest(?::bigint[], ?::text[]::timestamptz[]) AS d (endpoint_id, at)
      JOIN rollup_day r ON r.endpoint_id = d.endpoint_id AND r.at = d.at
      WHERE r.at BETWEEN ? AND ?
      FOR UPDATE OF r
      """;

  private static final String PUT =
      """
      INSERT INTO rollup_day (endpoint_id, at, data)
      SELECT d.endpoint_id, d.at, d.data
      FROM unnest(?::bigint[], ?::text[]::timestamptz[], ?::bytea[]) AS d (endpoint_id, at, data)
      ON CONFLICT (endpoint_id, at) DO UPDATE SET data = excluded.data
      """;

  /**
   * Adds to what is stored, in one go for many endpoints; days must not repeat. A stored row that
   * is corrupt is logged and replaced by what is added. For one writer at a time: two that begin
   * the same day at once would lose what one of them adds. The partition must exist.
   */
  public void add(Tx tx, List<Day> days) {
    if (days.isEmpty()) {
      return;
    }
    long[] endpointIds = days.stream().mapToLong(Day::endpointId).toArray();
    String[] starts = days.stream().map(day -> day.day().toString()).toArray(String[]::new);
    Map<Key, DayRoll> stored = new HashMap<>();
    tx.list(
        LOCKED,
        row -> {
          Key key = key(row);
          DayRoll roll = decode(key, row.getBytes("data"));
          if (roll != null) {
            stored.put(key, roll);
          }
          return key;
        },
        endpointIds,
        starts,
        days.stream().map(Day::day).min(Instant::compareTo).orElseThrow(),
        days.stream().map(Day::day).max(Instant::compareTo).orElseThrow());
    byte[][] data = new byte[days.size()][];
    for (int i = 0; i < data.length; i++) {
      Day day = days.get(i);
      DayRoll known = stored.get(new Key(day.endpointId(), day.day()));
      if (known == null) {
        data[i] = day.roll().encode();
      } else {
        known.merge(day.roll());
        data[i] = known.encode();
      }
    }
    tx.update(PUT, endpointIds, starts, data);
  }

  private record Key(long endpointId, Instant day) {}

  /** The start of the UTC day of an instant. */
  public static Instant day(Instant at) {
    return at.truncatedTo(ChronoUnit.DAYS);
  }

  private static final String DAYS =
      """
      SELECT endpoint_id, at, data FROM rollup_day
      WHERE endpoint_id = ? AND at >= ? AND at < ? ORDER BY at
      """;

  /**
   * The stored days of an endpoint that begin in {@code [from, until)}, oldest first. Corrupt ones
   * are logged and left out.
   */
  List<Day> days(Tx tx, long endpointId, Instant from, Instant until) {
    List<Day> days = new ArrayList<>();
    tx.list(
        DAYS,
        row -> {
          Key key = key(row);
          DayRoll roll = decode(key, row.getBytes("data"));
          if (roll != null) {
            days.add(new Day(key.endpointId(), key.day(), roll));
          }
          return key;
        },
        endpointId,
        from,
        until);
    return days;
  }

  private static final String MANY =
      """
      SELECT endpoint_id, at, data FROM rollup_day
      WHERE endpoint_id = ANY (?) AND at >= ? AND at < ?
      """;

  /** Takes hours one by one. */
  interface Hours {
    void hour(long endpointId, Instant start, HourRoll roll);
  }

  /** The hours of the days of many endpoints that begin in {@code [from, until)}, in no order. */
  void hours(Tx tx, long[] endpointIds, Instant from, Instant until, Hours sink) {
    tx.list(
        MANY,
        row -> {
          Key key = key(row);
          DayRoll roll = decode(key, row.getBytes("data"));
          for (int i = 0; roll != null && i < 24; i++) {
            HourRoll hour = roll.ofHour(i);
            if (hour != null) {
              sink.hour(key.endpointId(), key.day().plus(i, ChronoUnit.HOURS), hour);
            }
          }
          return key;
        },
        endpointIds,
        from,
        until);
  }

  private static Key key(ResultSet row) throws SQLException {
    return new Key(
        row.getLong("endpoint_id"), row.getObject("at", OffsetDateTime.class).toInstant());
  }

  private static @Nullable DayRoll decode(Key key, byte[] data) {
    try {
      return DayRoll.decode(data);
    } catch (CorruptBytes e) {
      LOG.errorf(
          "the roll-up of endpoint %d and day %s %s and is left out",
          key.endpointId(), key.day(), e.getMessage());
      return null;
    }
  }
}
