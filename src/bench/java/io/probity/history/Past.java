package io.probity.history;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.testing.ManualClock;
import io.probity.testing.TestCa;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A past for endpoints that have none: results up to now, folded as the service would have folded
 * them, with their roll-ups and sums, outages and certificates. One endpoint in fifty is down now.
 */
public final class Past {
  private static final int ONE_DOWN_IN = 50;
  private static final String FAILURE =
      """
      {"phase": "status", "class": "status.5xx", "detail": "expected 2xx or 3xx, got 503",
       "evidence": {"status": 503}}
      """;
  private static final List<Duration> LIVES =
      List.of(Duration.ofDays(5), Duration.ofDays(60), Duration.ofDays(400));

  private final Db db;
  private final int days;
  private final int seconds;
  private final Instant now;
  private final Instant begin;
  private final int endpoints;
  private final Partitions partitions;

  private Past(Db db, int days, int seconds, Instant now) {
    this.db = db;
    this.days = days;
    this.seconds = seconds;
    this.now = now;
    long width = Stored.WIDTH.toSeconds();
    begin =
        Instant.ofEpochSecond(now.getEpochSecond() / width * width).minus(Duration.ofDays(days));
    endpoints = (int) HistoryFixtures.count(db, "endpoint");
    partitions = HistoryFixtures.partitions(db);
  }

  /** The number of an endpoint, from 1 on, which is its place in the order of registration. */
  public static boolean isDown(int endpoint) {
    return endpoint % ONE_DOWN_IN == 0;
  }

  /**
   * Fills the database of a program that does not run now; its endpoints are numbered from 1
   * without gaps.
   *
   * @param url of JDBC, with the user and the password as parameters
   * @param days at most as many as results are kept
   * @param seconds between two checks of an endpoint
   */
  public static void fill(String url, int days, int seconds, Instant now) throws Exception {
    new Past(Stored.connected(url), days, seconds, now).fill();
  }

  private void fill() throws CertificateEncodingException {
    db.update("UPDATE fold_mark SET upto = 'epoch', partition = NULL, results = NULL");
    partitions.ensure(now, begin);
    partitions.ensureFolds(begin, now);
    periods();
    outages();
    certificates();
    results();
    sums();
    db.update("VACUUM ANALYZE");
  }

  private void periods() {
    db.update("UPDATE endpoint SET created_at = ?, updated_at = ?", begin, begin);
    for (String table : List.of("health_period", "incident_entry", "incident", "health")) {
      db.update("DELETE FROM " + table);
    }
    db.update(
        """
        INSERT INTO health_period (endpoint_id, from_at, state) SELECT id, ?, 0 FROM endpoint
        """,
        begin);
    db.update(
        """
        INSERT INTO health (endpoint_id, observed, since, successes, updated_at)
        SELECT id, 0, ?, 100, ? FROM endpoint
        """,
        begin,
        begin);
  }

  /** An hour in every tenth day, each endpoint at another time, and what is down now. */
  private void outages() {
    db.update(
        """
        INSERT INTO incident (id, endpoint_id, opened_at, closed_at, resolution, failure)
        SELECT gen_random_uuid(), e.id, o.at, o.at + interval '1 hour', 0, ?
        FROM endpoint e CROSS JOIN generate_series(0, ?) k
        CROSS JOIN LATERAL (
          SELECT ?::timestamptz + k * interval '10 days' + (e.id % 2000) * interval '1 minute') o (at)
        WHERE o.at < ?
        """,
        new Json(FAILURE),
        days / 10,
        begin.plus(Duration.ofHours(1)),
        now.minus(Duration.ofHours(5)));
    db.update(
        """
        INSERT INTO incident (id, endpoint_id, opened_at, failure)
        SELECT gen_random_uuid(), id, ?::timestamptz - (id % 240) * interval '1 minute', ?
        FROM endpoint WHERE id % ? = 0
        """,
        now.minusSeconds(60), new Json(FAILURE), ONE_DOWN_IN);
    db.update(
        """
        INSERT INTO incident_entry (incident_id, at, seq, type, detail)
        SELECT id, opened_at, 0, 'opened', failure ->> 'detail' FROM incident
        """);
    db.update(
        """
        INSERT INTO health_period (endpoint_id, from_at, state)
        SELECT endpoint_id, opened_at, 2 FROM incident
        UNION ALL SELECT endpoint_id, closed_at, 0 FROM incident WHERE closed_at IS NOT NULL
        """);
    db.update(
        """
        UPDATE health h SET observed = 2, since = i.opened_at, successes = 0, failures = 10,
          incident_id = i.id, failure = i.failure
        FROM incident i WHERE i.endpoint_id = h.endpoint_id AND i.closed_at IS NULL
        """);
  }

  /** Every other endpoint presented one once. */
  private void certificates() throws CertificateEncodingException {
    TestCa root = TestCa.root("Bench root");
    for (int i = 0; i < LIVES.size(); i++) {
      X509Certificate leaf =
          root.leaf(begin.minusSeconds(60), now.plus(LIVES.get(i)), "bench.test").leaf();
      db.update(
          """
          INSERT INTO certificate (endpoint_id, observed_at, fingerprint, chain, not_after,
            tls_version, cipher)
          SELECT id, ?, sha256(?), ARRAY[?::bytea, ?::bytea], ?, 'TLSv1.3', 'TLS_AES_128_GCM_SHA256'
          FROM endpoint WHERE id % 2 = 1 AND CASE WHEN id % 101 = 0 THEN 0 ELSE 1 + id % 4 / 2 END = ?
          """,
          begin,
          leaf.getEncoded(),
          leaf.getEncoded(),
          root.certificate().getEncoded(),
          now.plus(LIVES.get(i)),
          i);
    }
  }

  /** All partitions but the one of now are folded as soon as they are complete. */
  private void results() {
    for (Instant start = begin; start.isBefore(now); start = start.plus(Stored.WIDTH)) {
      Instant end = start.plus(Stored.WIDTH);
      boolean isOver = !end.isAfter(now);
      long span =
          isOver ? Stored.WIDTH.toSeconds() : Duration.between(start, now).toSeconds() - 100;
      if (span >= seconds) {
        Stored.write(db, Stored.results(endpoints, seconds, start, (int) (span / seconds)));
      }
      if (isOver) {
        fold(end);
      }
      System.out.printf("filled up to %s%n", isOver ? end : now);
    }
  }

  private void fold(Instant at) {
    new Fold(
            db,
            partitions,
            new RollupStore(),
            Duration.ZERO,
            new ManualClock(at),
            new Pace(() -> 0, nanos -> {}),
            step -> {})
        .tick(tx -> {});
  }

  private void sums() {
    ManualClock clock = new ManualClock(now);
    Summaries summaries =
        new Summaries(new SummaryStore(db), HistoryFixtures.latestChecks(db, clock), clock);
    new SummaryRefresh(
            new SummaryStore(db),
            new SeriesStore(db, new UnreadableBlocks(new SimpleMeterRegistry())),
            new RollupStore(),
            summaries)
        .tick(now);
  }
}
