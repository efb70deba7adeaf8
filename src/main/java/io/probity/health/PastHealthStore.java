package io.probity.health;

import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Removes what is older than it is kept from the tables of health. It looks at one endpoint after
 * the other, so that the indexes that readers need carry it too. Works in the caller's transaction;
 * blocks.
 */
@Singleton
public final class PastHealthStore {
  static final String PERIODS =
      """
      DELETE FROM health_period WHERE ctid = ANY (ARRAY(
        SELECT past.row FROM unnest(?::bigint[]) AS e (id)
        CROSS JOIN LATERAL (
          SELECT p.ctid AS row FROM health_period p
          WHERE p.endpoint_id = e.id AND p.from_at < (
            SELECT k.from_at FROM health_period k
            WHERE k.endpoint_id = e.id AND k.from_at <= ? ORDER BY k.from_at DESC LIMIT 1)
          ORDER BY p.from_at LIMIT ?) past
        LIMIT ?))
      """;

  /**
   * Removes periods that ended at an instant or before. The one that lasted then stays, so that
   * uptime from the instant on remains what it was.
   *
   * @return how many, at most {@code limit}
   */
  public int periods(Tx tx, List<Long> endpoints, Instant before, int limit) {
    return tx.update(PERIODS, array(endpoints), before, limit, limit);
  }

  static final String INCIDENTS =
      """
      SELECT past.id FROM unnest(?::bigint[]) AS e (id)
      CROSS JOIN LATERAL (
        SELECT i.id FROM incident i
        WHERE i.endpoint_id = e.id AND i.opened_at < ? AND i.closed_at < ?
          AND i.id IS DISTINCT FROM (SELECT h.flapping FROM health h WHERE h.endpoint_id = e.id)
        ORDER BY i.opened_at DESC LIMIT ?) past
      LIMIT ?
      """;

  /**
   * Removes incidents that were closed before an instant, with their timelines; none whose end is
   * still to be announced.
   *
   * @return how many incidents, at most {@code limit}
   */
  public int incidents(Tx tx, List<Long> endpoints, Instant before, int limit) {
    UUID[] ids =
        tx.list(
                INCIDENTS,
                row -> row.getObject(1, UUID.class),
                array(endpoints),
                before,
                before,
                limit,
                limit)
            .toArray(UUID[]::new);
    tx.update("DELETE FROM incident_entry WHERE incident_id = ANY (?)", (Object) ids);
    return tx.update("DELETE FROM incident WHERE id = ANY (?)", (Object) ids);
  }

  /** Removes health and periods of endpoints that are forgotten; returns how many periods. */
  public int forget(Tx tx, List<Long> endpoints) {
    tx.update("DELETE FROM health WHERE endpoint_id = ANY (?)", (Object) array(endpoints));
    return tx.update(
        "DELETE FROM health_period WHERE endpoint_id = ANY (?)", (Object) array(endpoints));
  }

  private static long[] array(List<Long> endpoints) {
    return endpoints.stream().mapToLong(Long::longValue).toArray();
  }
}
