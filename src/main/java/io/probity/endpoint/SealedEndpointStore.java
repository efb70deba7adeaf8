package io.probity.endpoint;

import io.probity.db.Tx;
import io.probity.secret.Sealer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The sealed secrets of endpoints. A deleted one has none. */
@Singleton
public final class SealedEndpointStore implements SealedTable {
  /** The fingerprints of the keys of an endpoint {@code e}, one for each of its secrets. */
  private static final String KEYS =
      """
      SELECT split_part(value, ':', 2) AS key
      FROM jsonb_each_text(CASE jsonb_typeof(e.config -> 'secretHeaders')
        WHEN 'object' THEN e.config -> 'secretHeaders' ELSE '{}' END)
      UNION ALL
      SELECT split_part(value, ':', 2)
      FROM jsonb_each_text(CASE jsonb_typeof(e.config -> 'auth')
        WHEN 'object' THEN e.config -> 'auth' ELSE '{}' END) AS auth (name, value)
      WHERE name IN ('password', 'token', 'privateKey')
      """;

  private final Sealer sealer;
  private final SealedSpecs specs;

  /** Endpoints whose secrets are sealed by this sealer. */
  @Inject
  public SealedEndpointStore(Sealer sealer) {
    this.sealer = sealer;
    this.specs = new SealedSpecs(sealer);
  }

  @Override
  public Map<String, Long> secrets(Tx tx) {
    Map<String, Long> byKey = new HashMap<>();
    tx.list(
        "SELECT s.key, count(*) FROM endpoint e CROSS JOIN LATERAL ("
            + KEYS
            + ") AS s WHERE e.deleted_at IS NULL GROUP BY s.key",
        row -> byKey.put(row.getString(1), row.getLong(2)));
    return byKey;
  }

  private record Row(long id, UUID publicId, String config) {}

  @Override
  public long reseal(Tx tx, long after, int rows) {
    List<Row> found =
        tx.list(
            "SELECT e.id, e.public_id, e.config::text AS config FROM endpoint e"
                + " WHERE e.id > ? AND e.deleted_at IS NULL AND EXISTS (SELECT FROM ("
                + KEYS
                + ") AS s WHERE s.key <> ?) ORDER BY e.id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED",
            row ->
                new Row(
                    row.getLong("id"),
                    row.getObject("public_id", UUID.class),
                    row.getString("config")),
            after,
            sealer.currentKey(),
            rows);
    if (found.isEmpty()) {
      return 0;
    }
    List<@Nullable Object[]> resealed = new ArrayList<>();
    for (Row each : found) {
      resealed.add(
          new @Nullable Object[] {specs.reseal(each.publicId(), each.config()), each.id()});
    }
    tx.batch("UPDATE endpoint SET config = ? WHERE id = ?", resealed);
    return found.get(found.size() - 1).id();
  }
}
