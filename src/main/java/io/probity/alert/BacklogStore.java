package io.probity.alert;

import io.probity.db.Control;
import io.probity.db.Db;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** Looks at what waits in the outbox and what was given up, of all replicas. Blocks. */
@Singleton
final class BacklogStore {
  private final Db control;
  private final Db general;

  @Inject
  BacklogStore(@Control Db control, Db general) {
    this.control = control;
    this.general = general;
  }

  /**
   * What waits now. Not due is what waits for its next attempt, for the answer to one, or for an
   * older delivery about the same endpoint; nor is anything for a channel that is disabled.
   */
  Backlog backlog(Instant now) {
    return control
        .first(
            """
            SELECT
              (SELECT count(*) FROM delivery WHERE state = 0),
              (SELECT min(oldest.next_at)
               FROM channel c
               CROSS JOIN LATERAL (
                 SELECT d.next_at FROM delivery d
                 WHERE d.state = 0 AND d.channel_id = c.id AND d.next_at <= ?
                   AND NOT EXISTS (
                     SELECT FROM delivery o
                     WHERE o.state = 0 AND o.channel_id = d.channel_id
                       AND o.endpoint_id = d.endpoint_id AND o.id < d.id)
                   AND (d.endpoint_id IS NOT NULL OR NOT EXISTS (
                     SELECT FROM delivery o
                     WHERE o.state = 0 AND o.channel_id = d.channel_id
                       AND o.endpoint_id IS NULL AND o.id < d.id))
                 ORDER BY d.next_at, d.id LIMIT 1) oldest
               WHERE c.deleted_at IS NULL AND c.config -> 'enabled' = 'true')
            """,
            row -> {
              Timestamp due = row.getTimestamp(2);
              return new Backlog(
                  row.getLong(1),
                  due == null ? Duration.ZERO : Duration.between(due.toInstant(), now));
            },
            now)
        .orElseThrow();
  }

  /** Deliveries that were given up and are kept. No index tells them: not to be asked often. */
  long deadLetters() {
    return general
        .first("SELECT count(*) FROM delivery WHERE state = 2", row -> row.getLong(1))
        .orElseThrow();
  }
}
