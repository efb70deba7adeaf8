package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.db.Reach;
import io.probity.endpoint.EndpointMatch;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Endpoints as status pages and badges name them. Blocks. */
@Singleton
final class MatchedStore {
  private static final String COLUMNS =
      """
      SELECT s.*, g.config -> 'labels' ->> ?::text AS grouped,
        coalesce((g.config ->> 'public')::boolean, false) AS open
      FROM (
      """;

  private final Db db;

  MatchedStore(Db db) {
    this.db = db;
  }

  /**
   * An endpoint that was found.
   *
   * @param group the value of the label that was asked for, null: it has none
   * @param open whether everybody may see how it fares
   */
  record Matched(SummaryEndpoint endpoint, @Nullable String group, boolean open) {}

  /**
   * Living endpoints that a match names, in the order they were registered.
   *
   * @param groupBy the label by which they are grouped, null: they are not
   */
  List<Matched> matching(EndpointMatch match, @Nullable String groupBy) {
    Map<String, String> labels = match.labels();
    String condition;
    Object argument;
    if (labels == null) {
      condition = "AND e.public_id = ANY (?)\n";
      argument = match.endpoints().toArray(UUID[]::new);
    } else {
      condition = "AND e.config -> 'labels' @> ?\n";
      argument = new Reach(labels).bound();
    }
    return list(condition, groupBy, List.of(argument));
  }

  /** The living endpoint of a key or an id, within reach. */
  Optional<Matched> named(String keyOrId, Reach reach) {
    Optional<UUID> id = uuid(keyOrId);
    Json bound = reach.bound();
    List<Matched> found =
        id.isPresent()
            ? list(
                "AND e.public_id = ? AND e.config -> 'labels' @> ?\n",
                null,
                List.of(id.get(), bound))
            : list("AND e.key = ? AND e.config -> 'labels' @> ?\n", null, List.of(keyOrId, bound));
    return found.stream().findFirst();
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<Matched> list(String condition, @Nullable String groupBy, List<Object> arguments) {
    List<@Nullable Object> all = new ArrayList<>();
    all.add(groupBy);
    all.add(0L);
    all.addAll(arguments);
    return db.list(
        COLUMNS
            + SummaryStore.ENDPOINTS
            + condition
            + ") s JOIN endpoint g ON g.id = s.id ORDER BY s.id",
        MatchedStore::matched,
        all.toArray());
  }

  private static Matched matched(ResultSet row) throws SQLException {
    return new Matched(
        SummaryStore.endpoint(row), row.getString("grouped"), row.getBoolean("open"));
  }

  /** The 95th percentile of the latency of an endpoint, as last summed up; empty: none is known. */
  Optional<Integer> p95Micros(long endpointId, int days) {
    return db.first(
        """
        SELECT p95_us FROM rollup_sum
        WHERE endpoint_id = ? AND days = ? AND p95_us IS NOT NULL
        """,
        row -> row.getInt(1),
        endpointId,
        days);
  }
}
