package io.probity.history;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.probity.db.Db;
import io.probity.db.Tx;
import io.probity.history.ResultColumns.Column;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A data set made for measuring: endpoints, their periods of health, and results. */
final class Stored {
  static final Duration WIDTH = Duration.ofHours(6);
  private static final String COPY =
      "COPY result_hot (%s) FROM STDIN (FORMAT binary)".formatted(ResultRow.COLUMNS);
  private static final String COPY_FAILURES =
      "COPY failure (%s) FROM STDIN (FORMAT binary)".formatted(FailureRow.COLUMNS);
  private static final byte[] EVIDENCE =
      """
      {"addresses": ["203.0.113.7"], "port": 443, "elapsedMs": 41.212}"""
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] ATTEMPTS =
      """
      [{"failure": {"class": "connect.refused"}, "timings": {"totalMs": 41.212}},
       {"failure": {"class": "connect.refused"}, "timings": {"totalMs": 40.871}},
       {"failure": {"class": "connect.refused"}, "timings": {"totalMs": 41.004}}]"""
          .getBytes(StandardCharsets.UTF_8);

  private Stored() {}

  /** Connections that stay open, as those of the service do. */
  static Db db(String url) throws SQLException {
    return connected(url + (url.contains("?") ? "&" : "?") + "user=postgres");
  }

  /**
   * The same as somebody else.
   *
   * @param url with the user and the password as parameters
   */
  static Db connected(String url) throws SQLException {
    return new Db(
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    pool ->
                        pool.maxSize(6)
                            .connectionFactoryConfiguration(
                                factory ->
                                    factory.jdbcUrl(
                                        url + "&options=-c%20synchronous_commit=off")))));
  }

  /** Endpoints that were up all the time but for an hour every tenth day. */
  static void endpoints(Db db, int endpoints, Instant created, Instant now, int seconds) {
    String config =
        """
        {"name": "bench", "interval": "%ds", "timeouts": {"total": "15s"}, "paused": false}
        """
            .formatted(seconds);
    db.update(
        """
        INSERT INTO endpoint (id, public_id, shard, config, created_at, updated_at)
        SELECT n, gen_random_uuid(), n %% 1024, '%s', ?, ? FROM generate_series(1, ?) n
        """
            .formatted(config.strip()),
        created,
        created,
        endpoints);
    db.update(
        """
        INSERT INTO health (endpoint_id, observed, since, updated_at)
        SELECT n, 0, ?, ? FROM generate_series(1, ?) n
        """,
        created,
        now,
        endpoints);
    int outages = (int) Duration.between(created, now).toDays() / 10;
    db.update(
        """
        INSERT INTO health_period (endpoint_id, from_at, state)
        SELECT n, ?, 0 FROM generate_series(1, ?) n
        UNION ALL
        SELECT n, ?::timestamptz + make_interval(days => 10 * k - 3, hours => s), 2 - 2 * s
        FROM generate_series(1, ?) n, generate_series(1, ?) k, generate_series(0, 1) s
        """,
        created,
        endpoints,
        created,
        endpoints,
        outages);
  }

  /** The results of one partition, by endpoint. */
  static List<ResultColumns> results(int endpoints, int seconds, int span) {
    Instant start = ResultSamples.START.plus(WIDTH.multipliedBy(span));
    return results(endpoints, seconds, start, (int) (WIDTH.toSeconds() / seconds));
  }

  /**
   * The results of a while, by endpoint.
   *
   * @param each so many of each endpoint
   */
  static List<ResultColumns> results(int endpoints, int seconds, Instant start, int each) {
    long span = Duration.between(ResultSamples.START, start).dividedBy(WIDTH);
    List<ResultColumns> results = new ArrayList<>(endpoints);
    for (int endpoint = 1; endpoint <= endpoints; endpoint++) {
      results.add(
          ResultSamples.realistic(
              endpoint * 1_000L + span, each, Duration.ofSeconds(seconds), start));
    }
    return results;
  }

  /** Writes results in the order of time, as they come: a batch is of many endpoints. */
  static void write(Db db, List<ResultColumns> results) {
    List<byte[]> tuples = new ArrayList<>(ResultWriter.BATCH);
    List<byte[]> failures = new ArrayList<>();
    int each = results.get(0).size();
    for (int row = 0; row < each; row++) {
      for (int endpoint = 1; endpoint <= results.size(); endpoint++) {
        ResultColumns rows = results.get(endpoint - 1);
        tuples.add(ResultRow.tuple(endpoint, rows, row));
        if (rows.failure(row) != 0) {
          failures.add(failure(endpoint, rows, row).tuple());
        }
        if (tuples.size() == ResultWriter.BATCH) {
          flush(db, tuples, failures);
        }
      }
    }
    flush(db, tuples, failures);
  }

  private static FailureRow failure(long endpoint, ResultColumns rows, int row) {
    return new FailureRow(
        endpoint,
        Micros.instant(rows.at(row)),
        rows.value(Column.VERDICT, row),
        rows.failure(row),
        null,
        "203.0.113.7:443 refused the connection",
        EVIDENCE,
        ATTEMPTS);
  }

  private static void flush(Db db, List<byte[]> tuples, List<byte[]> failures) {
    db.run(
        tx -> {
          copy(tx, COPY, tuples);
          copy(tx, COPY_FAILURES, failures);
        });
  }

  private static void copy(Tx tx, String sql, List<byte[]> tuples) {
    if (!tuples.isEmpty()) {
      byte[] stream = CopyTuple.stream(tuples);
      tx.copyIn(sql, stream, stream.length);
      tuples.clear();
    }
  }
}
