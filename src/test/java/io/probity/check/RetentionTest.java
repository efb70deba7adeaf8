package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import io.probity.endpoint.TombstoneStore;
import io.probity.health.PastHealthStore;
import io.probity.history.PastCertificateStore;
import io.probity.history.StoredFailures;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  /** Roll-ups are kept since 2024-01-01, incidents that were closed since 2024-11-22. */
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static final Fence OPEN = tx -> {};

  private final Db db = TestPostgres.freshDb();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Retention retention = retention(Duration.ofDays(730));

  private Retention retention(Duration keep) {
    return new Retention(
        db,
        StoredFailures.partitions(db),
        new TombstoneStore(),
        new PastHealthStore(),
        new PastCertificateStore(),
        () -> keep,
        meters);
  }

  @BeforeEach
  void endpoints() {
    endpoint(1, null);
    endpoint(2, null);
  }

  private void endpoint(int id, String deletedAt) {
    db.update(
        """
        INSERT INTO endpoint (id, public_id, shard, config, created_at, updated_at, deleted_at)
        VALUES (?, gen_random_uuid(), 0, '{"labels": {}}', '2020-01-01Z', '2020-01-01Z', ?::timestamptz)
        """,
        id,
        deletedAt);
    db.update(
        "INSERT INTO health (endpoint_id, observed, since, updated_at) VALUES (?, 0, '2020-01-01Z', now())",
        id);
  }

  private void period(int endpoint, String from, int state) {
    db.update(
        "INSERT INTO health_period (endpoint_id, from_at, state) VALUES (?, ?::timestamptz, ?)",
        endpoint,
        from,
        state);
  }

  private void certificate(int endpoint, String observed) {
    db.update(
        """
        INSERT INTO certificate (endpoint_id, observed_at, fingerprint, chain, not_after)
        VALUES (?, ?::timestamptz, '\\x00', ARRAY['\\x00'::bytea], '2027-01-01Z')
        """,
        endpoint,
        observed);
  }

  private void incident(String id, int endpoint, String opened, String closed) {
    db.update(
        """
        INSERT INTO incident (id, endpoint_id, opened_at, closed_at, resolution, failure)
        VALUES (?::uuid, ?, ?::timestamptz, ?::timestamptz, 0, '{}')
        """,
        uuid(id),
        endpoint,
        opened,
        closed);
    db.update(
        """
        INSERT INTO incident_entry (incident_id, at, seq, type)
        SELECT ?::uuid, ?::timestamptz, n, 'class' FROM generate_series(0, 2) n
        """,
        uuid(id),
        opened);
  }

  private static String uuid(String id) {
    return "00000000-0000-7000-8000-00000000000" + id;
  }

  private List<String> left(String sql) {
    return db.list(sql, row -> row.getString(1));
  }

  private List<String> days(String table, String column, int endpoint) {
    return left(
        "SELECT to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM %s WHERE endpoint_id = %d ORDER BY 1"
            .formatted(column, table, endpoint));
  }

  private List<String> incidents() {
    return left("SELECT right(id::text, 1) FROM incident ORDER BY 1");
  }

  private double removed(String table) {
    return meters.counter("probity.retention.removed", "table", table).count();
  }

  @Test
  void keepsWhatLastedWhenTheOldestRollUpsBegin() {
    List.of("2022-05-01Z", "2023-01-01Z", "2023-12-01Z", "2024-02-01Z")
        .forEach(
            at -> {
              period(1, at, 0);
              certificate(1, at);
            });
    List.of("2023-12-31Z", "2024-01-01Z", "2024-01-02Z").forEach(at -> period(2, at, 1));
    certificate(2, "2021-01-01Z");
    retention.tick(OPEN, NOW);
    assertThat(days("health_period", "from_at", 1)).containsExactly("2023-12-01", "2024-02-01");
    assertThat(days("certificate", "observed_at", 1)).containsExactly("2023-12-01", "2024-02-01");
    assertThat(days("health_period", "from_at", 2)).containsExactly("2024-01-01", "2024-01-02");
    assertThat(days("certificate", "observed_at", 2)).containsExactly("2021-01-01");
    assertThat(removed("health_period")).isEqualTo(3);
    assertThat(removed("certificate")).isEqualTo(2);
  }

  @Test
  void removesIncidentsWithTheirTimelineOnceTheyAreClosedLongEnough() {
    incident("1", 1, "2024-11-01Z", "2024-11-21Z");
    incident("2", 1, "2024-11-21Z", "2024-11-23Z");
    incident("3", 1, "2021-01-01Z", null);
    incident("4", 2, "2023-01-01Z", "2023-01-02Z");
    incident("5", 2, "2023-02-01Z", "2023-02-02Z");
    db.update("UPDATE health SET flapping = ?::uuid WHERE endpoint_id = 2", uuid("5"));
    retention.tick(OPEN, NOW);
    assertThat(incidents()).containsExactly("2", "3", "5");
    assertThat(left("SELECT DISTINCT right(incident_id::text, 1) FROM incident_entry ORDER BY 1"))
        .containsExactly("2", "3", "5");
    assertThat(removed("incident")).isEqualTo(2);
  }

  @Test
  void incidentsHaveATimeOfTheirOwn() {
    incident("1", 1, "2026-11-19Z", "2026-11-20Z");
    incident("2", 1, "2026-11-20Z", "2026-11-22Z");
    retention(Duration.ofDays(1)).tick(OPEN, NOW);
    assertThat(incidents()).containsExactly("2");
    assertThatThrownBy(() -> retention(Duration.ofHours(23)))
        .hasMessageContaining("probity.incidents.keep");
  }

  @Test
  void forgetsADeletedEndpointWhenNothingIsKeptOfIt() {
    endpoint(3, "2023-12-31Z");
    period(3, "2023-06-01Z", 2);
    period(3, "2023-12-31Z", 4);
    certificate(3, "2023-06-01Z");
    db.update(
        """
        INSERT INTO certificate_watch (endpoint_id, leaf, certificate, first_seen_at)
        VALUES (3, '\\x00', '\\x00', '2023-06-01Z')
        """);
    incident("1", 3, "2023-06-01Z", "2023-12-31Z");
    endpoint(4, "2024-01-01Z");
    period(4, "2023-06-01Z", 0);
    endpoint(5, "2022-01-01Z");
    incident("2", 5, "2021-12-31Z", null);
    retention.tick(OPEN, NOW);
    assertThat(left("SELECT id FROM endpoint ORDER BY id")).containsExactly("1", "2", "4", "5");
    for (String table :
        List.of("health", "health_period", "certificate", "certificate_watch", "incident")) {
      assertThat(left("SELECT endpoint_id FROM %s WHERE endpoint_id = 3".formatted(table)))
          .as(table)
          .isEmpty();
    }
    assertThat(days("health_period", "from_at", 4)).containsExactly("2023-06-01");
    assertThat(removed("endpoint")).isEqualTo(1);
    assertThat(removed("health_period")).isEqualTo(2);
  }

  @Test
  void removesInShortTransactionsAndThenRests() {
    db.update(
        """
        INSERT INTO health_period (endpoint_id, from_at, state)
        SELECT 1 + n % 2, '2023-01-01Z'::timestamptz + n * interval '1 minute', n % 4
        FROM generate_series(1, 3500) n
        """);
    AtomicInteger transactions = new AtomicInteger();
    retention.tick(tx -> transactions.incrementAndGet(), NOW);
    assertThat(transactions).as("three of %d rows and a last one", Retention.ROWS).hasValue(4);
    assertThat(left("SELECT count(*) FROM health_period")).containsExactly("2");
    retention.tick(tx -> transactions.incrementAndGet(), NOW.plus(Duration.ofHours(5)));
    assertThat(transactions).hasValue(4);
    retention.tick(tx -> transactions.incrementAndGet(), NOW.plus(Duration.ofHours(6)));
    assertThat(transactions).hasValue(5);
  }

  @Test
  void goesThroughMoreEndpointsThanATransactionTakes() {
    db.update(
        """
        INSERT INTO endpoint (id, public_id, shard, config, created_at, updated_at)
        SELECT n, gen_random_uuid(), 0, '{}', '2020-01-01Z', '2020-01-01Z' FROM generate_series(3, 1200) n
        """);
    db.update(
        """
        INSERT INTO health_period (endpoint_id, from_at, state)
        SELECT n, at, 0 FROM generate_series(1, 1200) n,
          unnest(ARRAY['2021-01-01Z', '2022-01-01Z']::timestamptz[]) at
        """);
    retention.tick(OPEN, NOW);
    assertThat(left("SELECT count(*) || ' ' || min(from_at AT TIME ZONE 'UTC') FROM health_period"))
        .containsExactly("1200 2022-01-01 00:00:00");
  }

  @Test
  void removesNothingForSomebodyElse() {
    period(1, "2022-01-01Z", 0);
    period(1, "2023-01-01Z", 0);
    Fence taken =
        tx -> {
          throw new Fenced("taken over");
        };
    assertThatThrownBy(() -> retention.tick(taken, NOW)).isInstanceOf(Fenced.class);
    assertThat(days("health_period", "from_at", 1)).hasSize(2);
    assertThat(removed("health_period")).isZero();
  }
}
