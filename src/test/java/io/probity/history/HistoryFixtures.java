package io.probity.history;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.ConnectionFacts;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.Response;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.Samples;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Checks to store and the objects that store them. */
final class HistoryFixtures {
  private HistoryFixtures() {}

  static final Timings TIMINGS = new Timings(412, 10_100, 21_000, 50, 32_700, 300, 64_562);
  static final Timings REUSED =
      new Timings(Timings.NONE, Timings.NONE, Timings.NONE, 50, 32_700, 300, 33_050);

  static Check up(long endpointId, Instant at) {
    return check(endpointId, at, Trigger.SCHEDULE, List.of(passed(at, TIMINGS, "203.0.113.7")));
  }

  static Check down(long endpointId, Instant at) {
    return check(
        endpointId,
        at,
        Trigger.CONFIRM,
        List.of(
            failed(
                at,
                new Failure(
                    FailureClass.CONNECT_REFUSED,
                    "203.0.113.7:443 refused the connection",
                    Map.of("addresses", List.of("203.0.113.7"), "port", 443)))));
  }

  static Check check(long endpointId, Instant at, Trigger trigger, List<Attempt> attempts) {
    return new Check(endpointId, at, trigger, Verdict.of(attempts), attempts, 800);
  }

  static Attempt passed(Instant at, Timings timings, String address) {
    boolean reused = timings.connectUs() == Timings.NONE;
    return new Attempt(
        at,
        timings,
        address,
        new ConnectionFacts(reused, 5, reused ? 2 : 1),
        null,
        new Response(200, HttpVersion.HTTP_1_1, Map.of(), 112, new byte[0]),
        null,
        null);
  }

  static Attempt failed(Instant at, Failure failure) {
    return new Attempt(
        at,
        new Timings(
            412, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, 1_000),
        "203.0.113.7",
        null,
        null,
        null,
        failure,
        null);
  }

  static Endpoint endpoint(long id, Instant createdAt) {
    EndpointSpec spec =
        Samples.orders(null, "orders", "https://orders.example.com/health", Map.of());
    return new Endpoint(id, new UUID(7, id), 3, 1, createdAt, createdAt, spec);
  }

  static HistoryConfig config(Duration width, Duration raw) {
    return new HistoryConfig() {
      @Override
      public Duration partitionWidth() {
        return width;
      }

      @Override
      public Duration foldGrace() {
        return Duration.ofMinutes(15);
      }

      @Override
      public Duration raw() {
        return raw;
      }

      @Override
      public Duration rollup() {
        return Duration.ofDays(730);
      }
    };
  }

  static Partitions partitions(Db db) {
    return new Partitions(new PartitionStore(db), config(Duration.ofHours(6), Duration.ofDays(30)));
  }

  static RecorderConfig buffer(long bytes) {
    return () -> new MemorySize(BigInteger.valueOf(bytes));
  }

  static ResultWriter writer(Db db, InstantSource clock, SimpleMeterRegistry meters) {
    return new ResultWriter(
        new ResultStore(db), partitions(db), certificates(db), clock, buffer(64 << 20), meters);
  }

  static CertificateLog certificates(Db db) {
    return new CertificateLog(new CertificateStore(db));
  }

  static JdbcLatestChecks latestChecks(Db db, InstantSource clock) {
    return new JdbcLatestChecks(checks(db), new FailureStore(db), partitions(db), clock);
  }

  static CheckStore checks(Db db) {
    return new CheckStore(db, unreadable());
  }

  static SeriesStore seriesStore(Db db) {
    return new SeriesStore(db, unreadable());
  }

  private static UnreadableBlocks unreadable() {
    return new UnreadableBlocks(new SimpleMeterRegistry());
  }

  static long count(Db db, String table) {
    return db.first("SELECT count(*) FROM " + table, row -> row.getLong(1)).orElseThrow();
  }
}
