package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.probe.CheckSummary;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final int CHECKS = 1_000;
  private static final Db DB = TestPostgres.freshDb();

  private final Checks checks =
      new Checks(
          HistoryFixtures.checks(DB),
          new FailureStore(DB),
          HistoryFixtures.partitions(DB),
          new ManualClock(NOW));

  /** A week of checks every ten minutes, each tenth of which failed; and another endpoint. */
  @BeforeAll
  static void store() {
    ResultWriter writer =
        HistoryFixtures.writer(DB, new ManualClock(NOW), new SimpleMeterRegistry());
    writer.start();
    for (int i = 0; i < CHECKS; i++) {
      writer.add(
          HistoryFixtures.endpoint(1, NOW),
          i % 10 == 0 ? HistoryFixtures.down(1, at(i)) : HistoryFixtures.up(1, at(i)));
      writer.add(HistoryFixtures.endpoint(2, NOW), HistoryFixtures.down(2, at(i)));
    }
    writer.stop();
  }

  @Test
  void pagesThroughEverythingNewestFirst() {
    assertThat(all(CheckFilter.ALL, 300)).hasSize(CHECKS).isEqualTo(instants(1));
  }

  @Test
  void readsTheAttemptsOfThoseThatFailed() {
    FailedChecks failed =
        new FailedChecks(
            HistoryFixtures.checks(DB),
            new FailureStore(DB),
            HistoryFixtures.partitions(DB),
            new ManualClock(NOW));
    Map<Instant, ArrayNode> attempts = failed.attempts(1, List.of(at(0), at(1), at(40)));
    assertThat(attempts).containsOnlyKeys(at(0), at(40));
    assertThat(attempts.get(at(40)).at("/0/failure/class").asText()).isEqualTo("connect.refused");
    assertThat(failed.attempts(3, List.of(at(0)))).isEmpty();
    assertThat(failed.attempts(1, List.of())).isEmpty();
  }

  @Test
  void pagesThroughFailuresByVerdictAndByClass() {
    assertThat(all(new CheckFilter(null, null, Verdict.DOWN, Set.of()), 7)).isEqualTo(instants(10));
    assertThat(all(new CheckFilter(null, null, null, Set.of(FailureClass.CONNECT_REFUSED)), 33))
        .isEqualTo(instants(10));
    assertThat(all(new CheckFilter(null, null, null, Set.of(FailureClass.DNS_TIMEOUT)), 33))
        .isEmpty();
    assertThat(
            all(new CheckFilter(null, null, Verdict.UP, Set.of(FailureClass.CONNECT_REFUSED)), 33))
        .isEmpty();
    assertThat(all(new CheckFilter(null, null, Verdict.UP, Set.of()), 500)).hasSize(900);
  }

  @Test
  void completesFailuresWithDetailAndEvidence() {
    List<CheckSummary> page = checks.page(1, CheckFilter.ALL, null, 2).checks();
    assertThat(page)
        .containsExactly(
            HistoryFixtures.down(1, at(0)).summary(), HistoryFixtures.up(1, at(1)).summary());
  }

  @Test
  void takesTheBeginningOfASpanAndNotItsEnd() {
    CheckFilter filter = new CheckFilter(at(20), at(15), null, Set.of());
    assertThat(all(filter, 50)).containsExactly(at(16), at(17), at(18), at(19), at(20));
  }

  @Test
  void looksIntoNoPartitionBeyondTheBounds() {
    String plan =
        String.join(
            "\n",
            DB.list(
                """
                EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)
                SELECT r.* FROM unnest(ARRAY[1, 2]) AS e (id) CROSS JOIN LATERAL (
                  SELECT * FROM result_hot h WHERE h.endpoint_id = e.id
                    AND h.at >= '%s' AND h.at < '%s' ORDER BY h.at DESC LIMIT 1) r
                """
                    .formatted(NOW.minus(Duration.ofHours(24)), NOW.plus(Duration.ofMinutes(5))),
                row -> row.getString(1)));
    assertThat(plan)
        .contains("Index Scan Backward using result_hot_20261122_060000_pkey")
        .doesNotContain("result_hot_20261123", "result_hot_20261120", "Seq Scan", "Sort");
    assertThat(plan.lines().filter(line -> line.contains("Index Scan")))
        .as("older partitions are not even opened")
        .filteredOn(line -> !line.contains("never executed"))
        .hasSize(1);
  }

  private List<Instant> all(CheckFilter filter, int limit) {
    List<Instant> all = new ArrayList<>();
    @Nullable Instant before = null;
    List<CheckSummary> page;
    do {
      page = checks.page(1, filter, before, limit).checks();
      page.forEach(check -> all.add(check.at()));
      before = all.isEmpty() ? null : all.get(all.size() - 1);
    } while (page.size() == limit);
    return all;
  }

  private static List<Instant> instants(int step) {
    List<Instant> instants = new ArrayList<>();
    for (int i = 0; i < CHECKS; i += step) {
      instants.add(at(i));
    }
    return instants;
  }

  private static Instant at(int i) {
    return NOW.minus(INTERVAL.multipliedBy(i));
  }
}
