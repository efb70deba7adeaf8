package io.probity.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Json;
import io.probity.db.Tx;
import io.probity.net.Reach;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The table {@code prober_state}: times in which a monitor could not judge. Blocks. */
@Singleton
final class ProberStateStore {
  private static final String COLUMNS = "id, host, since, unresolving, reach, reason, tried";
  private static final String ORPHANED =
      "ended_at IS NULL AND member <> ? AND NOT EXISTS (SELECT 1 FROM member m WHERE m.id = prober_state.member AND m.expires > clock_timestamp())";

  private final ObjectMapper json;

  ProberStateStore(ObjectMapper json) {
    this.json = json;
  }

  /** A time that is open, or just closed, and the machine it was found on. */
  record Row(String host, Impairment impairment) {}

  /**
   * Opens a time, unless one of this machine is open already; false: it is, and nothing was done.
   */
  boolean open(Tx tx, UUID member, String host, Impairment begun) {
    return tx.update(
            """
            INSERT INTO prober_state (id, host, member, since, unresolving, reach, reason, tried)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (host) WHERE ended_at IS NULL DO NOTHING
            """,
            begun.id(),
            host,
            member,
            begun.since(),
            begun.unresolving(),
            begun.reach().name(),
            begun.reason(),
            new Json(text(begun.tried())))
        > 0;
  }

  /** Takes over open times of members that are no more. */
  List<Row> adopt(Tx tx, UUID member) {
    return tx.list(
        "UPDATE prober_state SET member = ? WHERE %s RETURNING %s".formatted(ORPHANED, COLUMNS),
        this::row,
        member,
        member);
  }

  /** Closes the open times of a member. */
  List<Row> close(Tx tx, UUID member, Instant at, long checksUnknown) {
    return tx.list(
        "UPDATE prober_state SET ended_at = ?, checks_unknown = ? WHERE ended_at IS NULL AND member = ? RETURNING "
            + COLUMNS,
        this::row,
        at,
        checksUnknown,
        member);
  }

  /** Removes what ended longer ago than this. */
  void prune(Tx tx, Instant now, Duration keep) {
    tx.update("DELETE FROM prober_state WHERE ended_at < ?", now.minus(keep));
  }

  private Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getString("host"),
        new Impairment(
            row.getObject("id", UUID.class),
            row.getTimestamp("since").toInstant(),
            row.getBoolean("unresolving"),
            reach(row.getString("reach")),
            row.getString("reason"),
            list(row.getString("tried"))));
  }

  /** What a newer version may have written takes the most to end. */
  private static Reach reach(String stored) {
    return Reach.NEAR.name().equals(stored) ? Reach.NEAR : Reach.FAR;
  }

  private String text(List<String> list) {
    try {
      return json.writeValueAsString(list);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of sentences is JSON", e);
    }
  }

  private List<String> list(String text) {
    try {
      return json.readValue(text, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("prober_state.tried is no list", e);
    }
  }
}
