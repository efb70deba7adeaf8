package io.probity.alert;

import io.probity.db.Db;
import io.probity.db.Reach;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** Reads what channels were told of incidents. Blocks. */
@Singleton
public final class IncidentDeliveryStore {
  private static final String OF =
      """
      SELECT e.type, e.at, c.public_id AS channel, c.config ->> 'name' AS name, d.state,
        d.attempts, d.done_at, d.last_status, d.last_error
      FROM event e
      JOIN delivery d ON d.event_id = e.id
      JOIN channel c ON c.id = d.channel_id
      WHERE e.endpoint_id = (SELECT i.endpoint_id FROM incident i WHERE i.id = ?)
        AND e.at >= ?::timestamptz - interval '1 minute' AND e.data ->> 'incidentId' = ?
        AND c.config -> 'match' -> 'labels' @> ?
      ORDER BY d.id DESC LIMIT ?
      """;

  private final Db db;

  IncidentDeliveryStore(Db db) {
    this.db = db;
  }

  /**
   * The deliveries of its events to channels within reach, newest first. Those that tell of several
   * endpoints at once are not among them.
   *
   * @param openedAt when it was opened
   */
  public List<IncidentDelivery> of(UUID incident, Instant openedAt, Reach reach, int limit) {
    return db.list(
        OF,
        IncidentDeliveryStore::delivery,
        incident,
        openedAt,
        incident.toString(),
        reach.bound(),
        limit);
  }

  private static IncidentDelivery delivery(ResultSet row) throws SQLException {
    OffsetDateTime done = row.getObject("done_at", OffsetDateTime.class);
    int status = row.getInt("last_status");
    Integer lastStatus = row.wasNull() ? null : status;
    return new IncidentDelivery(
        row.getString("type"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getObject("channel", UUID.class),
        row.getString("name"),
        DeliveryState.ofNumber(row.getInt("state")),
        row.getInt("attempts"),
        done == null ? null : done.toInstant(),
        lastStatus,
        row.getString("last_error"));
  }
}
