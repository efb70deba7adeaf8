package io.probity.history;

import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/**
 * Removes what is older than it is kept from the tables of certificates, looking at one endpoint
 * after the other. Works in the caller's transaction; blocks.
 */
@Singleton
public final class PastCertificateStore {
  static final String CHAINS =
      """
      DELETE FROM certificate WHERE ctid = ANY (ARRAY(
        SELECT past.row FROM unnest(?::bigint[]) AS e (id)
        CROSS JOIN LATERAL (
          SELECT c.ctid AS row FROM certificate c
          WHERE c.endpoint_id = e.id AND c.observed_at < (
            SELECT k.observed_at FROM certificate k
            WHERE k.endpoint_id = e.id AND k.observed_at <= ?
            ORDER BY k.observed_at DESC LIMIT 1)
          ORDER BY c.observed_at LIMIT ?) past
        LIMIT ?))
      """;

  /**
   * Removes chains that had been replaced at an instant. The one that was presented then stays.
   *
   * @return how many, at most {@code limit}
   */
  public int chains(Tx tx, List<Long> endpoints, Instant before, int limit) {
    return tx.update(CHAINS, array(endpoints), before, limit, limit);
  }

  /** Removes all of endpoints that are forgotten; returns how many chains. */
  public int forget(Tx tx, List<Long> endpoints) {
    tx.update(
        "DELETE FROM certificate_watch WHERE endpoint_id = ANY (?)", (Object) array(endpoints));
    return tx.update(
        "DELETE FROM certificate WHERE endpoint_id = ANY (?)", (Object) array(endpoints));
  }

  private static long[] array(List<Long> endpoints) {
    return endpoints.stream().mapToLong(Long::longValue).toArray();
  }
}
