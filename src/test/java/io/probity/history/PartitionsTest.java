package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.db.Db;
import io.probity.db.DbException;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final Duration MONTH = Duration.ofDays(30);

  private final Db db = TestPostgres.freshDb();
  private final Partitions partitions = HistoryFixtures.partitions(db);

  @Test
  void createsThreeDaysAhead() {
    partitions.ensure(NOW);
    assertThat(names("result_hot"))
        .startsWith("result_hot_20261122_060000")
        .endsWith("result_hot_20261125_060000")
        .hasSize(13);
    assertThat(names("failure"))
        .containsExactly("failure_20261101_000000", "failure_20261201_000000");
  }

  @Test
  void onlyResultsAreNotTidiedUpAfter() {
    partitions.ensure(NOW);
    assertThat(options("result_hot_20261122_060000"))
        .contains("autovacuum_vacuum_insert_threshold=-1", "autovacuum_analyze_scale_factor=1");
    assertThat(options("failure_20261101_000000")).isEmpty();
  }

  @Test
  void survivesADayWithoutHousekeeping() {
    partitions.ensure(NOW);
    insert(NOW.plus(Duration.ofDays(1)));
    insert(NOW.plus(Duration.ofDays(3)));
    assertThat(HistoryFixtures.count(db, "result_hot")).isEqualTo(2);
  }

  @Test
  void putsTheBoundsAtUtcWhateverTheSessionsZone() {
    partitions.ensure(NOW);
    insert(Instant.parse("2026-11-22T06:00:00Z"));
    assertThat(HistoryFixtures.count(db, "result_hot_20261122_060000")).isEqualTo(1);
    assertThatThrownBy(() -> insert(Instant.parse("2026-11-22T05:59:59.999999Z")))
        .isInstanceOf(DbException.class);
  }

  @Test
  void createsEachPartitionOnceHoweverManyReplicasTry() throws Exception {
    ExecutorService replicas = Executors.newFixedThreadPool(8);
    try {
      Callable<Boolean> replica =
          () -> {
            HistoryFixtures.partitions(db).ensure(NOW);
            return true;
          };
      for (Future<Boolean> done : replicas.invokeAll(java.util.Collections.nCopies(8, replica))) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      replicas.shutdownNow();
    }
    assertThat(names("result_hot")).hasSize(13);
  }

  @Test
  void takesANewWidthAnyDay() {
    partitions.ensure(NOW);
    new Partitions(new PartitionStore(db), HistoryFixtures.config(Duration.ofHours(24), MONTH))
        .ensure(NOW);
    assertThat(names("result_hot"))
        .contains("result_hot_20261122_000000", "result_hot_20261125_120000");
    insert(Instant.parse("2026-11-22T01:00:00Z"));
    insert(Instant.parse("2026-11-25T20:00:00Z"));
    assertThat(HistoryFixtures.count(db, "result_hot_20261125_120000")).isEqualTo(1);
  }

  @Test
  void removesWhatIsOlderThanTheRetentionAndNothingElse() {
    partitions.ensure(NOW);
    insert(NOW);
    partitions.prune(NOW.plus(MONTH).plus(Duration.ofHours(12)));
    assertThat(names("result_hot")).startsWith("result_hot_20261122_180000").hasSize(11);
    assertThat(names("failure")).hasSize(2);
    partitions.prune(Instant.parse("2026-12-31T12:00:00Z"));
    assertThat(names("failure")).containsExactly("failure_20261201_000000");
    assertThat(tables("failure_20261101_000000")).isZero();
  }

  @Test
  void finishesADetachThatWasInterrupted() {
    partitions.ensure(NOW);
    interruptDetach("result_hot_20261122_060000");
    partitions.prune(NOW);
    assertThat(names("result_hot")).doesNotContain("result_hot_20261122_060000").hasSize(12);
    assertThat(tables("result_hot_20261122_060000")).isZero();
  }

  @Test
  void dropsWhatWasDetachedAndForgotten() {
    partitions.ensure(NOW);
    db.update("ALTER TABLE result_hot DETACH PARTITION result_hot_20261122_060000");
    partitions.prune(NOW);
    assertThat(tables("result_hot_20261122_060000")).isEqualTo(1);
    partitions.prune(NOW.plus(MONTH).plus(Duration.ofHours(12)));
    assertThat(tables("result_hot_20261122_060000")).isZero();
  }

  @Test
  void refusesNonsenseByTheNameOfItsKey() {
    PartitionStore store = new PartitionStore(db);
    assertThatThrownBy(
            () -> new Partitions(store, HistoryFixtures.config(Duration.ofSeconds(5), MONTH)))
        .hasMessageContaining("probity.history.partition-width");
    assertThatThrownBy(
            () -> new Partitions(store, HistoryFixtures.config(Duration.ofDays(8), MONTH)))
        .hasMessageContaining("probity.history.partition-width");
    assertThatThrownBy(
            () ->
                new Partitions(
                    store, HistoryFixtures.config(Duration.ofHours(6), Duration.ofHours(6))))
        .hasMessageContaining("probity.history.raw");
  }

  /** A reader holds the detach in its second phase until it is cancelled. */
  private void interruptDetach(String partition) {
    db.run(
        tx -> {
          tx.first("SELECT count(*) FROM result_hot", row -> row.getLong(1));
          assertThatThrownBy(
                  () ->
                      db.update(
                          "ALTER TABLE result_hot DETACH PARTITION "
                              + partition
                              + " CONCURRENTLY /* "
                              + cancelLater()
                              + " */"))
              .isInstanceOf(DbException.class);
        });
  }

  private String cancelLater() {
    Thread canceller =
        new Thread(
            () ->
                org.awaitility.Awaitility.await()
                    .until(
                        () ->
                            db.first(
                                    """
                                    SELECT bool_or(pg_cancel_backend(pid)) FROM pg_stat_activity
                                    WHERE query LIKE 'ALTER TABLE result_hot DETACH%'
                                      AND wait_event_type = 'Lock'
                                      AND datname = current_database()
                                    """,
                                    row -> row.getBoolean(1))
                                .orElse(false)));
    canceller.setDaemon(true);
    canceller.start();
    return "cancelled";
  }

  private void insert(Instant at) {
    db.update(
        """
        INSERT INTO result_hot (endpoint_id, at, total_us, lag_us, bytes, attempts, flags, verdict)
        VALUES (1, ?, 1, 0, 0, 1, 0, 0)
        """,
        at);
  }

  private List<String> names(String table) {
    return db.list(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '%s'::regclass ORDER BY 1"
            .formatted(table),
        row -> row.getString(1));
  }

  private List<String> options(String table) {
    return db.list(
        "SELECT unnest(reloptions) FROM pg_class WHERE relname = ?",
        row -> row.getString(1),
        table);
  }

  private int tables(String name) {
    return db.first("SELECT count(*) FROM pg_class WHERE relname = ?", row -> row.getInt(1), name)
        .orElseThrow();
  }
}
