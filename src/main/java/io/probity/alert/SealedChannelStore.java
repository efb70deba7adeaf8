package io.probity.alert;

import io.probity.db.Tx;
import io.probity.endpoint.SealedTable;
import io.probity.secret.Sealer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The sealed secrets of channels: their URLs, headers and signing secrets. */
@Singleton
public final class SealedChannelStore implements SealedTable {
  /** The fingerprints of the keys of a channel {@code c}, one for each of its secrets. */
  private static final String KEYS =
      """
      SELECT split_part(value, ':', 2) AS key FROM jsonb_each_text(c.config -> 'secretHeaders')
      UNION ALL
      SELECT CASE WHEN c.config ->> 'url' LIKE 'http%' THEN ''
        ELSE split_part(c.config ->> 'url', ':', 2) END
      UNION ALL
      SELECT split_part(c.secret, ':', 2)
      UNION ALL
      SELECT split_part(c.previous_secret, ':', 2) WHERE c.previous_secret_until > now()
      """;

  private final Sealer sealer;

  /** Channels whose secrets are sealed by this sealer. */
  @Inject
  public SealedChannelStore(Sealer sealer) {
    this.sealer = sealer;
  }

  @Override
  public Map<String, Long> secrets(Tx tx) {
    Map<String, Long> byKey = new HashMap<>();
    tx.list(
        "SELECT s.key, count(*) FROM channel c CROSS JOIN LATERAL ("
            + KEYS
            + ") AS s WHERE c.deleted_at IS NULL GROUP BY s.key",
        row -> byKey.put(row.getString(1), row.getLong(2)));
    return byKey;
  }

  private record Row(
      long id, UUID publicId, String config, String secret, @Nullable String previous) {}

  @Override
  public long reseal(Tx tx, long after, int rows) {
    List<Row> found =
        tx.list(
            "SELECT c.id, c.public_id, c.config::text AS config, c.secret, c.previous_secret"
                + " FROM channel c WHERE c.id > ? AND c.deleted_at IS NULL AND EXISTS (SELECT FROM ("
                + KEYS
                + ") AS s WHERE s.key <> ?) ORDER BY c.id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED",
            row ->
                new Row(
                    row.getLong("id"),
                    row.getObject("public_id", UUID.class),
                    row.getString("config"),
                    row.getString("secret"),
                    row.getString("previous_secret")),
            after,
            sealer.currentKey(),
            rows);
    found.forEach(each -> write(tx, each));
    return found.isEmpty() ? 0 : found.get(found.size() - 1).id();
  }

  private void write(Tx tx, Row row) {
    String context = StoredChannel.secretContext(row.publicId());
    tx.update(
        "UPDATE channel SET config = ?, secret = ?, previous_secret = ? WHERE id = ?",
        StoredChannel.reseal(row.config(), row.publicId(), sealer),
        sealer.reseal(row.secret(), context),
        row.previous() == null ? null : sealer.reseal(row.previous(), context),
        row.id());
  }
}
