package io.probity.product;

import io.probity.db.Db;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;

/** Twice as much as can be done, for a while, and what is left of it afterwards. */
final class OverloadScenario implements Scenario {
  static final String NAME = "overload";

  private static final double LAG_MILLIS = 250;
  private static final Duration AFTERWARDS = Duration.ofSeconds(30);

  /** Of that, what has surely been stored. */
  private static final Duration LATER = Duration.ofSeconds(25);

  /** By the second in which they were planned. */
  private static final String BY_SECOND =
      """
      SELECT extract(epoch FROM date_trunc('second', at)) AS second,
        percentile_disc(0.99) WITHIN GROUP (ORDER BY lag_us) / 1e3
      FROM result_hot WHERE at >= ? AND at < ? GROUP BY 1 ORDER BY 1""";

  private record Second(Instant at, double lagP99) {
    static Second read(ResultSet row) throws SQLException {
      return new Second(Instant.ofEpochSecond(row.getLong(1)), row.getDouble(2));
    }
  }

  @Override
  public void run(Stage stage) throws Exception {
    Settings settings = stage.settings();
    Load usual = Load.pooled(stage.sustained(), Duration.ofSeconds(1));
    Load twice = Load.pooled(2 * usual.endpoints(), usual.interval());
    try (Product product = stage.product()) {
      product.register(usual, 0, false);
      product.register(twice, usual.endpoints(), true);
      Thread.sleep(settings.warm().toMillis());
      Instant calm = Instant.now();
      Thread.sleep(settings.window().toMillis());
      Instant much = Instant.now();
      Sample before = Sample.of(product, stage.targets());
      product.register(twice, usual.endpoints(), false);
      Thread.sleep(settings.over().toMillis());
      Sample after = Sample.of(product, stage.targets());
      Instant relief = Instant.now();
      product.register(twice, usual.endpoints(), true);
      Instant paused = Instant.now();
      Thread.sleep(AFTERWARDS.toMillis());
      Sample end = Sample.of(product, stage.targets());
      Db db = product.database();
      Report report = stage.report();
      report.add(
          NAME,
          "usual load, twice that for",
          usual + ", " + settings.over().toSeconds() + " s",
          "–");
      report.add(
          NAME,
          "checks made meanwhile; told as skipped then, and in the 30 s after",
          "%,.0f/s; %,.0f, %,.0f"
              .formatted(
                  after.perSecond(before),
                  after.skipped() - before.skipped(),
                  end.skipped() - after.skipped()),
          "skipped ones are counted");
      tell("before", usual, calm, much, db, report);
      tell("meanwhile", twice, much, relief, db, report);
      tell("later", usual, paused, paused.plus(LATER), db, report);
      report.add(
          NAME,
          "lag p99 < 250 ms again after the half was paused",
          recovery(db, paused, paused.plus(LATER)),
          "≤ 10 s");
    }
  }

  private static void tell(String when, Load load, Instant from, Instant to, Db db, Report report)
      throws IOException {
    Stored stored = Stored.of(db, from, to);
    double seconds = Duration.between(from, to).toMillis() / 1e3;
    report.add(
        NAME,
        when + ": results of planned checks, not up",
        "%,d of %,.0f, %,d"
            .formatted(stored.results(), load.perSecond() * seconds, stored.unwell()),
        "–");
    report.add(
        NAME,
        when + ": lag p50 / p99 / max; time of checks that were up, p50 / p99",
        "%s ms; %.1f / %.1f ms".formatted(stored.lag(), stored.p50(), stored.p99()),
        "–");
  }

  /**
   * From then to the end of the last second that was late or without a check, or no time at all.
   */
  private static String recovery(Db db, Instant since, Instant until) {
    Map<Instant, Double> lags =
        db.list(BY_SECOND, Second::read, Timestamp.from(since), Timestamp.from(until)).stream()
            .collect(Collectors.toMap(Second::at, Second::lagP99));
    Instant fine = since;
    Instant end = since.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    for (; !end.isAfter(until); end = end.plusSeconds(1)) {
      if (lags.getOrDefault(end.minusSeconds(1), Double.MAX_VALUE) >= LAG_MILLIS) {
        fine = end;
      }
    }
    return "%.1f s".formatted(Duration.between(since, fine).toMillis() / 1e3);
  }
}
