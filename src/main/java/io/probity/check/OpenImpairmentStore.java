package io.probity.check;

import io.probity.db.Db;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** Reads which monitors cannot judge now, of all replicas. Blocks. */
@Singleton
public final class OpenImpairmentStore {
  private final Db db;

  OpenImpairmentStore(Db db) {
    this.db = db;
  }

  /**
   * A time in which a monitor cannot judge.
   *
   * @param host the machine's name
   * @param reason one sentence
   */
  public record Open(String host, Instant since, String reason) {}

  /** Those that last, the oldest first. */
  public List<Open> open() {
    return db.list(
        "SELECT host, since, reason FROM prober_state WHERE ended_at IS NULL ORDER BY since",
        row -> new Open(row.getString(1), row.getTimestamp(2).toInstant(), row.getString(3)));
  }
}
