package io.probity.endpoint;

import io.probity.db.Reach;
import io.probity.db.Tx;
import io.probity.endpoint.InvalidInput.FieldError;
import java.util.List;
import java.util.UUID;

/** How far people may reach by what an {@link EndpointMatch} names. */
public final class MatchStore {
  /**
   * A condition on a column {@code config} that holds {@code match}: its labels are within a reach,
   * or its endpoints all are. The reach's {@link Reach#bound} three times.
   */
  public static final String WITHIN =
      """
      (? = '{}'::jsonb OR config -> 'match' -> 'labels' @> ?
        OR config -> 'match' -> 'endpoints' IS NOT NULL AND NOT EXISTS (
          SELECT FROM jsonb_array_elements_text(config -> 'match' -> 'endpoints') named
          WHERE NOT EXISTS (
            SELECT FROM endpoint e
            WHERE e.public_id = named::uuid AND e.config -> 'labels' @> ?)))
      """;

  private MatchStore() {}

  /**
   * Throws {@link InvalidInput} where somebody would reach further than they may: by labels, it
   * must name those of the reach; by ids, only what exists within it. Blocks.
   */
  public static void demand(Tx tx, EndpointMatch match, Reach reach) {
    if (reach.isUnbounded()) {
      return;
    }
    if (match.labels() == null) {
      List<UUID> within =
          tx.list(
              "SELECT public_id FROM endpoint e WHERE public_id = ANY (?) AND deleted_at IS NULL"
                  + " AND e.config -> 'labels' @> ?",
              row -> row.getObject(1, UUID.class),
              match.endpoints().toArray(UUID[]::new),
              reach.bound());
      if (within.size() < match.endpoints().size()) {
        throw invalid("/match/endpoints", "Must name only endpoints that this key reaches.");
      }
    } else if (!reach.covers(match.labels())) {
      throw invalid("/match/labels", reach.demand());
    }
  }

  private static InvalidInput invalid(String pointer, String detail) {
    return new InvalidInput(List.of(new FieldError(pointer, detail)));
  }
}
