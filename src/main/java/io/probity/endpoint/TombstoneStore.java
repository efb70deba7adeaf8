package io.probity.endpoint;

import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/**
 * Endpoints by number, for those who remove what is old; deleted ones among them, of which a row
 * stays as long as there is history. Works in the caller's transaction; blocks.
 */
@Singleton
public final class TombstoneStore {
  /** The numbers of endpoints above one, in order; living or deleted. */
  public List<Long> numbers(Tx tx, long after, int limit) {
    return tx.list(
        "SELECT id FROM endpoint WHERE id > ? ORDER BY id LIMIT ?",
        row -> row.getLong(1),
        after,
        limit);
  }

  /**
   * Those among these numbers that were deleted before an instant and have no incident any more.
   */
  public List<Long> bare(Tx tx, List<Long> numbers, Instant before) {
    return tx.list(
        """
        SELECT e.id FROM endpoint e
        WHERE e.id = ANY (?) AND e.deleted_at < ?
          AND NOT EXISTS (SELECT FROM incident i WHERE i.endpoint_id = e.id)
        """,
        row -> row.getLong(1),
        array(numbers),
        before);
  }

  /** Removes deleted endpoints for good; returns how many. */
  public int remove(Tx tx, List<Long> numbers) {
    return tx.update(
        "DELETE FROM endpoint WHERE id = ANY (?) AND deleted_at IS NOT NULL",
        (Object) array(numbers));
  }

  private static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }
}
