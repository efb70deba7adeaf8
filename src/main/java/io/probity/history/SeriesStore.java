package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Tx;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads single results for series. Blocks. */
@Singleton
final class SeriesStore {
  /** Rows the driver holds at once, roughly. */
  private static final int ROWS = 20_000;

  private final Db db;

  SeriesStore(Db db) {
    this.db = db;
  }

  /** Takes results one by one. */
  interface Sink {
    /**
     * A result that counts.
     *
     * @param failure null: it passed in full
     */
    void check(Instant at, Verdict verdict, @Nullable FailureClass failure, Timings timings);
  }

  /** Runs reads that all see the same state, also while results are folded. */
  <T> T snapshot(Function<Tx, T> reads) {
    return db.tx(
        tx -> {
          tx.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
          return reads.apply(tx);
        });
  }

  /** Before this instant results are in roll-ups; empty: none are. */
  Optional<Instant> foldedUpTo(Tx tx) {
    return tx.first(
        "SELECT upto FROM fold_mark", row -> row.getObject(1, OffsetDateTime.class).toInstant());
  }

  private static final String RESULTS =
      """
      SELECT r.at, r.total_us, r.dns_us, r.connect_us, r.tls_us, r.write_us, r.ttfb_us,
        r.transfer_us, r.failure, r.verdict
      FROM result_hot r
      WHERE r.endpoint_id = ? AND r.at >= ? AND r.at < ? AND r.flags & %d <> %d
      """
          .formatted(ResultRow.TRIGGER_BITS, Trigger.MANUAL.number());

  /**
   * The results of an endpoint in {@code [from, until)}, manual ones left out, in no order. The
   * span is read bit by bit, so that memory stays bounded.
   *
   * @param interval of the endpoint
   */
  void results(Tx tx, long endpointId, Instant from, Instant until, Duration interval, Sink sink) {
    Duration bit = interval.multipliedBy(ROWS);
    for (Instant start = from; start.isBefore(until); start = start.plus(bit)) {
      Instant end = start.plus(bit).isBefore(until) ? start.plus(bit) : until;
      tx.list(RESULTS, row -> pass(row, sink), endpointId, start, end);
    }
  }

  private static Boolean pass(ResultSet row, Sink sink) throws SQLException {
    int failure = row.getInt("failure");
    sink.check(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Verdict.ofNumber(row.getInt("verdict")),
        failure == 0 ? null : FailureClass.ofNumber(failure),
        new Timings(
            phase(row, "dns_us"),
            phase(row, "connect_us"),
            phase(row, "tls_us"),
            phase(row, "write_us"),
            phase(row, "ttfb_us"),
            phase(row, "transfer_us"),
            row.getInt("total_us")));
    return Boolean.TRUE;
  }

  private static int phase(ResultSet row, String column) throws SQLException {
    int micros = row.getInt(column);
    return row.wasNull() ? Timings.NONE : micros;
  }
}
