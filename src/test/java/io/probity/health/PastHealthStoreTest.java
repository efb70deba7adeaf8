package io.probity.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Db;
import io.probity.testing.TestPostgres;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is removed by, and what is kept, is shown by RetentionTest and KeptUptimeTest. */
class PastHealthStoreTest {
  private static final Db DB = TestPostgres.freshDb();
  private static final Instant BEFORE = Instant.parse("2024-01-01T00:00:00Z");

  @BeforeAll
  static void fill() {
    DB.update(
        """
        INSERT INTO health_period (endpoint_id, from_at, state)
        SELECT n, '2023-01-01Z'::timestamptz + k * interval '17 days', k % 4
        FROM generate_series(1, 400) n, generate_series(1, 40) k
        """);
    DB.update(
        """
        INSERT INTO incident (id, endpoint_id, opened_at, closed_at, resolution, failure)
        SELECT gen_random_uuid(), n, at, at + interval '1 hour', 0, '{}'
        FROM generate_series(1, 400) n,
          generate_series('2023-01-01Z'::timestamptz, '2024-11-01Z', '17 days') at
        """);
    DB.update(
        """
        INSERT INTO health (endpoint_id, observed, since, updated_at)
        SELECT n, 0, '2023-01-01Z', '2023-01-01Z' FROM generate_series(1, 400) n
        """);
    DB.update("ANALYZE health_period, incident, health");
  }

  @ParameterizedTest
  @ValueSource(strings = {PastHealthStore.PERIODS, PastHealthStore.INCIDENTS})
  void looksIntoIndexesOnly(String sql) {
    long[] endpoints = LongStream.rangeClosed(1, 200).toArray();
    Object[] arguments = {endpoints, BEFORE, BEFORE, 1_000, 1_000};
    boolean twoInstants = sql.equals(PastHealthStore.INCIDENTS);
    String plan =
        String.join(
            "\n",
            DB.list(
                "EXPLAIN (COSTS OFF) " + sql,
                row -> row.getString(1),
                twoInstants ? arguments : without(arguments, 1)));
    assertThat(plan)
        .contains("Index Cond: ((endpoint_id = e.id)")
        .doesNotContain("Seq Scan", "Hash");
  }

  private static Object[] without(Object[] all, int place) {
    Object[] others = Arrays.copyOf(all, all.length - 1);
    System.arraycopy(all, place + 1, others, place, all.length - place - 1);
    return others;
  }
}
