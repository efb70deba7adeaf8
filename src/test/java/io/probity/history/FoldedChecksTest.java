package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.probe.CheckSummary;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks of three days, of which all but the last hours are folded. */
class FoldedChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final int CHECKS = 400;
  private static final Db DB = TestPostgres.freshDb();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CheckStore store = new CheckStore(DB, new UnreadableBlocks(meters));
  private final Partitions partitions = HistoryFixtures.partitions(DB);
  private final Checks checks =
      new Checks(store, new FailureStore(DB), partitions, new ManualClock(NOW));

  @BeforeAll
  static void storeAndFold() {
    ResultWriter writer =
        HistoryFixtures.writer(DB, new ManualClock(NOW), new SimpleMeterRegistry());
    writer.start();
    for (int i = 0; i < CHECKS; i++) {
      writer.add(
          endpoint(1), i % 10 == 0 ? HistoryFixtures.down(1, at(i)) : HistoryFixtures.up(1, at(i)));
    }
    for (int i = 200; i < 300; i++) {
      Trigger trigger = i < 290 ? Trigger.MANUAL : Trigger.SCHEDULE;
      writer.add(
          endpoint(2),
          HistoryFixtures.check(
              2,
              at(i),
              trigger,
              List.of(HistoryFixtures.passed(at(i), HistoryFixtures.TIMINGS, "203.0.113.7"))));
    }
    writer.stop();
    Partitions partitions = HistoryFixtures.partitions(DB);
    new Fold(
            DB,
            partitions,
            new RollupStore(),
            Duration.ZERO,
            new ManualClock(NOW),
            new Pace(() -> 0, nanos -> {}),
            step -> {})
        .tick(tx -> {});
  }

  private static Endpoint endpoint(long id) {
    return HistoryFixtures.endpoint(id, NOW);
  }

  @AfterEach
  void repair() {
    DB.update("UPDATE result_block SET codec = 1 WHERE codec = 2");
  }

  @Test
  void pagesThroughRowsAndBlocksNewestFirst() {
    assertThat(all(CheckFilter.ALL, 33)).isEqualTo(instants(1));
    assertThat(all(new CheckFilter(at(120), at(80), null, Set.of()), 7)).hasSize(40);
  }

  @Test
  void filtersRowsAndBlocksAlike() {
    assertThat(all(new CheckFilter(null, null, Verdict.DOWN, Set.of()), 7)).isEqualTo(instants(10));
    assertThat(all(new CheckFilter(null, null, null, Set.of(FailureClass.CONNECT_REFUSED)), 30))
        .isEqualTo(instants(10));
    assertThat(all(new CheckFilter(null, null, Verdict.UP, Set.of()), 50)).hasSize(360);
  }

  @Test
  void completesFailuresOfBlocksWithTheirDetail() {
    CheckSummary check = checks.page(1, CheckFilter.ALL, at(199), 1).checks().get(0);
    assertThat(check.failure()).isEqualTo(HistoryFixtures.down(1, at(200)).summary().failure());
    assertThat(check.address()).isEqualTo("203.0.113.7");
  }

  @Test
  void findsTheLatestThatCountsBehindBlocksOfManualChecks() {
    assertThat(store.latest(List.of(1L, 2L, 3L), at(399), NOW.plusSeconds(1)))
        .extracting(row -> row.check().at())
        .containsExactlyInAnyOrder(at(0), at(290));
    assertThat(store.latestAt(1, at(399), at(150))).contains(at(151));
  }

  @Test
  void leavesOutADamagedBlockSaysSoAndGoesOn() {
    DB.update(
        "UPDATE result_block SET codec = 2 WHERE endpoint_id = 1 AND at <= ? AND last_at >= ?",
        at(200),
        at(200));
    List<Unreadable> unreadable = new ArrayList<>();
    List<Instant> all = all(CheckFilter.ALL, 33, unreadable);
    assertThat(all).hasSize(CHECKS - 36).contains(at(399)).doesNotContain(at(200));
    assertThat(unreadable).hasSize(1);
    assertThat(unreadable.get(0).checks()).isEqualTo(36);
    assertThat(unreadable.get(0).from()).isBeforeOrEqualTo(at(200));
    assertThat(unreadable.get(0).to()).isAfterOrEqualTo(at(200));
    assertThat(all(new CheckFilter(null, null, Verdict.DOWN, Set.of()), 5))
        .as("a page that lacks some is not taken for the last one")
        .contains(at(390))
        .hasSizeBetween(35, 37);
    assertThat(meters.counter("probity.history.unreadable.blocks").count()).isEqualTo(1);
  }

  @Test
  void answersAPageOfFoldedChecksFromFewBlocks() {
    DB.update("UPDATE result_block SET codec = 2 WHERE endpoint_id = 1 AND last_at < ?", at(200));
    assertThat(checks.page(1, CheckFilter.ALL, at(99), 20).unreadable()).isEmpty();
  }

  @Test
  void writesAddressesAsTheDatabaseDoes() {
    for (String address :
        List.of(
            "2001:db8::7",
            "::1",
            "::",
            "fe80::1:0:0:1",
            "1:0:2::",
            "1:2:3:4:5:6:7:8",
            "10.0.0.1")) {
      byte[] bytes = AddressLiteral.bytes(address);
      assertThat(bytes).isNotNull();
      assertThat(AddressLiteral.text(bytes))
          .isEqualTo(
              DB.first("SELECT host(?::inet)", row -> row.getString(1), address).orElseThrow());
    }
  }

  private List<Instant> all(CheckFilter filter, int limit) {
    return all(filter, limit, new ArrayList<>());
  }

  private List<Instant> all(CheckFilter filter, int limit, List<Unreadable> unreadable) {
    List<Instant> all = new ArrayList<>();
    @Nullable Instant before = null;
    CheckPage page;
    do {
      page = checks.page(1, filter, before, limit);
      page.checks().forEach(check -> all.add(check.at()));
      unreadable.addAll(page.unreadable());
      before = all.isEmpty() ? null : all.get(all.size() - 1);
    } while (page.checks().size() == limit);
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
