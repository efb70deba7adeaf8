package io.probity.product;

import io.probity.db.Db;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;

/**
 * What was stored of the checks planned within a time.
 *
 * @param unwell results that say anything but up
 * @param p50 of the time that checks took which were up
 */
record Stored(
    long results,
    long unwell,
    double lagP50,
    double lagP99,
    double lagMax,
    double p50,
    double p99) {
  private static final String OF_WINDOW =
      """
      SELECT count(*), count(*) FILTER (WHERE verdict <> 0),
        percentile_disc(0.50) WITHIN GROUP (ORDER BY lag_us) / 1e3,
        percentile_disc(0.99) WITHIN GROUP (ORDER BY lag_us) / 1e3,
        max(lag_us) / 1e3,
        percentile_disc(0.50) WITHIN GROUP (ORDER BY total_us) FILTER (WHERE verdict = 0) / 1e3,
        percentile_disc(0.99) WITHIN GROUP (ORDER BY total_us) FILTER (WHERE verdict = 0) / 1e3
      FROM result_hot WHERE at >= ? AND at < ?""";

  /** Lags and times of checks are in milliseconds. */
  static Stored of(Db db, Instant from, Instant to) {
    return db.first(OF_WINDOW, Stored::read, Timestamp.from(from), Timestamp.from(to))
        .orElseThrow();
  }

  private static Stored read(ResultSet row) throws SQLException {
    return new Stored(
        row.getLong(1),
        row.getLong(2),
        row.getDouble(3),
        row.getDouble(4),
        row.getDouble(5),
        row.getDouble(6),
        row.getDouble(7));
  }

  String lag() {
    return "%.1f / %.1f / %.0f".formatted(lagP50, lagP99, lagMax);
  }
}
