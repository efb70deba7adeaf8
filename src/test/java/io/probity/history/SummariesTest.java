package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.db.Reach;
import io.probity.endpoint.EndpointQuery;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SummariesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final String CONFIG =
      """
      {"name": "e%d", "interval": "60s", "paused": %s, "timeouts": {"total": "15s"},
       "labels": {"team": "%s"}}
      """;

  private final Db db = TestPostgres.freshDb();
  private final ManualClock clock = new ManualClock(NOW);
  private final SummaryStore store = new SummaryStore(db);
  private final Summaries summaries =
      new Summaries(store, HistoryFixtures.latestChecks(db, clock), clock);
  private final RollupStore rollups = new RollupStore();
  private final SummaryRefresh refresh =
      new SummaryRefresh(store, HistoryFixtures.seriesStore(db), rollups, summaries);

  /** Two endpoints of 40 days, of which the second was down for six hours a week ago. */
  @BeforeEach
  void register() {
    Instant created = NOW.minus(Duration.ofDays(40));
    endpoint(1, false, "a", created);
    endpoint(2, false, "b", created);
    period(1, created, 0);
    period(2, created, 0);
    period(2, NOW.minus(Duration.ofDays(6)), 2);
    period(2, NOW.minus(Duration.ofDays(6)).plus(Duration.ofHours(6)), 0);
    health(1, created);
    health(2, created);
    check(1, NOW.minusSeconds(30));
    check(2, NOW.minusSeconds(30));
  }

  @Test
  void tellsUptimeWithAndWithoutSums() {
    assertThat(uptimes(1)).containsExactly("1", "1");
    assertThat(uptimes(7)).containsExactly("1", "0.964285");
    assertThat(uptimes(30)).containsExactly("1", "0.991666");
    refresh.tick(NOW);
    assertThat(uptimes(1)).containsExactly("1", "1");
    assertThat(uptimes(7)).containsExactly("1", "0.964285");
    assertThat(uptimes(30)).containsExactly("1", "0.991666");
    assertThat(uptimes(90)).containsExactly("1", "0.99375");
  }

  @Test
  void sumsAreBroughtUpToNow() {
    refresh.tick(NOW);
    period(1, NOW, 2);
    clock.advance(Duration.ofHours(2));
    check(1, NOW.plus(Duration.ofHours(2)));
    check(2, NOW.plus(Duration.ofHours(2)));
    assertThat(uptimes(7)).containsExactly("0.988235", "0.964705");
    assertThat(uptimes(1)).containsExactly("0.916666", "1");
  }

  @Test
  void whatIsSilentIsNoLongerUp() {
    refresh.tick(NOW);
    clock.advance(Duration.ofDays(2));
    assertThat(store.sums(7).get(1L).micros().get(Period.State.UNKNOWN)).isZero();
    assertThat(summaries.rows(EndpointQuery.ALL, Reach.EVERYTHING, 1))
        .extracting(SummaryRow::uptime)
        .containsOnlyNulls();
  }

  @Test
  void latencyComesFromRollUpsAndFromWhatIsNotFoldedYet() {
    Instant mark = NOW.minus(Duration.ofHours(3));
    db.run(tx -> rollups.add(tx, 1, RollupStore.day(NOW), roll(mark.minusSeconds(3_600), 90)));
    db.run(
        tx ->
            rollups.add(
                tx,
                1,
                RollupStore.day(NOW.minus(Duration.ofDays(5))),
                roll(NOW.minus(Duration.ofDays(5)), 1_000_000)));
    db.update("DELETE FROM fold_mark");
    db.update("INSERT INTO fold_mark (upto) VALUES (?)", mark);
    refresh.tick(NOW);
    assertThat(sum(1, 1).checks()).isEqualTo(101);
    assertThat(sum(1, 7).checks()).isEqualTo(201);
    assertThat(sum(1, 90).checks()).isEqualTo(201);
    assertThat(sum(1, 1).p95Us()).isBetween(88, 92);
    assertThat(sum(1, 7).p95Us()).isBetween(980_000, 1_020_000);
    assertThat(sum(2, 1).checks()).isEqualTo(1);
    assertThat(summaries.rows(EndpointQuery.ALL, Reach.EVERYTHING, 7).get(0).p95Ms())
        .isBetween(BigDecimal.valueOf(980), BigDecimal.valueOf(1_020));
  }

  @Test
  void whatWasReadOnceIsKeptAndOnlyTheRestIsReadAgain() {
    folded(NOW.minus(Duration.ofHours(3)));
    check(1, NOW.minus(Duration.ofHours(2)));
    refresh.tick(NOW);
    assertThat(sum(1, 1).checks()).isEqualTo(2);
    db.update("DELETE FROM result_hot WHERE at < ?", NOW.minus(Duration.ofHours(1)));
    check(1, NOW.minusSeconds(90));
    check(1, NOW.plusSeconds(60));
    refresh.tick(NOW.plus(Duration.ofMinutes(5)));
    assertThat(sum(1, 1).checks()).as("one kept, three read").isEqualTo(4);
    check(1, NOW.plusSeconds(500));
    check(2, NOW.plusSeconds(500));
    refresh.tick(NOW.plus(Duration.ofMinutes(10)));
    assertThat(sum(1, 1).checks()).isEqualTo(5);
    assertThat(sum(2, 1).checks()).isEqualTo(2);
    refresh.tick(NOW.plus(Duration.ofHours(7)));
    assertThat(sum(1, 1).checks()).as("all read anew").isEqualTo(4);
  }

  @Test
  void whatIsStoredAfterAnOutageCountsThoughItIsLate() {
    folded(NOW.minus(Duration.ofHours(3)));
    refresh.tick(NOW);
    Instant back = NOW.plus(Duration.ofMinutes(30));
    refresh.tick(back);
    check(1, NOW.plus(Duration.ofMinutes(10)));
    refresh.tick(back.plus(Duration.ofMinutes(5)));
    assertThat(sum(1, 1).checks()).isEqualTo(2);
  }

  @Test
  void whatTakesLongerThanOthersIsCountedToo() {
    Duration total = Duration.ofMinutes(40);
    folded(NOW.minus(Duration.ofHours(3)));
    db.update(
        "UPDATE endpoint SET config = jsonb_set(config, '{timeouts,total}', '\"2400s\"') WHERE id = 1");
    refresh.tick(NOW);
    refresh.tick(NOW.plus(Duration.ofMinutes(20)));
    refresh.tick(NOW.plus(Duration.ofMinutes(39)));
    check(1, NOW);
    check(2, NOW);
    refresh.tick(NOW.plus(total).plus(Duration.ofMinutes(5)));
    assertThat(sum(1, 1).checks()).isEqualTo(2);
    assertThat(sum(2, 1).checks()).as("no check of it takes so long").isEqualTo(1);
  }

  @Test
  void whatWasKeptForADayIsReadAnewOnceItsBeginIsOlder() {
    Instant mark = NOW.minus(Duration.ofHours(23));
    folded(mark);
    check(1, mark.plusSeconds(60));
    refresh.tick(NOW);
    assertThat(sum(1, 1).checks()).isEqualTo(2);
    refresh.tick(NOW.plus(Duration.ofMinutes(5)));
    refresh.tick(NOW.plus(Duration.ofMinutes(62)));
    assertThat(sum(1, 1).checks()).as("the first one is older than a day").isEqualTo(1);
  }

  @Test
  void whatWasKeptGoesWithAFoldAndIsNeverCountedTwice() {
    folded(NOW.minus(Duration.ofHours(9)));
    Instant early = NOW.minus(Duration.ofHours(4));
    check(1, early);
    refresh.tick(NOW);
    db.run(tx -> rollups.add(tx, 1, RollupStore.day(early), roll(early, 90)));
    folded(NOW.minus(Duration.ofHours(3)));
    db.update("DELETE FROM result_hot WHERE at < ?", NOW.minus(Duration.ofHours(3)));
    refresh.tick(NOW.plus(Duration.ofMinutes(5)));
    assertThat(sum(1, 1).checks()).as("a hundred and one").isEqualTo(101);
    db.update("INSERT INTO result_late SELECT * FROM result_hot WHERE endpoint_id = 1");
    db.update("UPDATE result_late SET at = ?", NOW.minus(Duration.ofHours(5)));
    refresh.tick(NOW.plus(Duration.ofMinutes(10)));
    refresh.tick(NOW.plus(Duration.ofMinutes(15)));
    assertThat(sum(1, 1).checks()).as("the late one is not kept").isEqualTo(102);
  }

  @Test
  void withoutAFoldYetItIsKeptSinceTheEndpointWasMade() {
    endpoint(3, false, "a", NOW.minus(Duration.ofHours(2)));
    check(3, NOW.minus(Duration.ofHours(1)));
    refresh.tick(NOW);
    db.update("DELETE FROM result_hot");
    check(3, NOW);
    refresh.tick(NOW.plus(Duration.ofMinutes(5)));
    assertThat(sum(3, 1).checks()).isEqualTo(2);
    assertThat(sum(1, 1).checks()).as("older than the window, so it is read anew").isZero();
    db.update("UPDATE rollup_sum SET hot = '\\x00' WHERE endpoint_id = 3");
    refresh.tick(NOW.plus(Duration.ofMinutes(10)));
    assertThat(sum(3, 1).checks()).as("cannot be read, and is made anew").isEqualTo(1);
  }

  @Test
  void resultsThatCameLateCountBeforeTheyAreFolded() {
    Instant mark = NOW.minus(Duration.ofHours(3));
    check(1, mark.minusSeconds(60));
    check(1, mark.minus(Duration.ofDays(3)));
    db.update("INSERT INTO result_late SELECT * FROM result_hot WHERE at < ?", mark);
    db.update("DELETE FROM result_hot WHERE at < ?", mark);
    db.update("UPDATE fold_mark SET upto = ?", mark);
    refresh.tick(NOW);
    assertThat(sum(1, 1).checks()).isEqualTo(2);
    assertThat(sum(1, 7).checks()).isEqualTo(3);
    assertThat(sum(2, 7).checks()).isEqualTo(1);
    new LateFold(db, rollups).fold(tx -> {}, NOW.minus(Duration.ofDays(30)));
    refresh.tick(NOW.plus(Duration.ofHours(8)));
    assertThat(sum(1, 7).checks()).as("neither lost nor counted twice").isEqualTo(3);
  }

  @Test
  void aLateResultThatIsInABlockAlreadyCountsOnce() {
    Instant mark = NOW.minus(Duration.ofHours(3));
    check(1, mark.minusSeconds(60));
    db.update("INSERT INTO result_late SELECT * FROM result_hot WHERE at < ?", mark);
    db.update("DELETE FROM result_hot WHERE at < ?", mark);
    db.update("UPDATE fold_mark SET upto = ?", mark);
    db.update("CREATE TABLE again AS SELECT * FROM result_late");
    new LateFold(db, rollups).fold(tx -> {}, NOW.minus(Duration.ofDays(30)));
    db.update("INSERT INTO result_late SELECT * FROM again");
    refresh.tick(NOW);
    assertThat(sum(1, 1).checks()).isEqualTo(2);
  }

  @Test
  void longWindowsAreSummedLessOften() {
    refresh.tick(NOW);
    refresh.tick(NOW.plusSeconds(60));
    assertThat(sum(1, 1).asOf()).isEqualTo(NOW);
    Instant later = NOW.plus(Duration.ofHours(1));
    refresh.tick(later);
    assertThat(sum(1, 1).asOf()).isEqualTo(later);
    assertThat(sum(1, 30).asOf()).isEqualTo(NOW);
    refresh.tick(NOW.plus(Duration.ofHours(8)));
    assertThat(sum(1, 30).asOf()).isEqualTo(NOW.plus(Duration.ofHours(8)));
  }

  @Test
  void sumsOfDeletedEndpointsGo() {
    refresh.tick(NOW);
    db.update("UPDATE endpoint SET deleted_at = now() WHERE id = 1");
    refresh.tick(NOW.plus(Duration.ofDays(1)));
    assertThat(store.sums(1)).containsOnlyKeys(2L);
  }

  @Test
  void aStateOfANewerVersionIsUnknown() {
    db.update("UPDATE health SET observed = 9 WHERE endpoint_id = 1");
    assertThat(names(List.of(), Set.of("unknown"))).containsExactly("e1");
    assertThat(names(List.of(), Set.of("up"))).containsExactly("e2");
  }

  @Test
  void filtersByLabelAndState() {
    endpoint(3, true, "b", NOW);
    assertThat(names(List.of(Map.entry("team", "b")), Set.of())).containsExactly("e2", "e3");
    assertThat(names(List.of(), Set.of("paused"))).containsExactly("e3");
    assertThat(names(List.of(), Set.of("up", "down"))).containsExactly("e1", "e2");
  }

  private List<String> names(List<Map.Entry<String, String>> labels, Set<String> states) {
    return summaries.rows(new EndpointQuery(labels, states, null), Reach.EVERYTHING, 1).stream()
        .map(row -> row.endpoint().name())
        .toList();
  }

  private List<String> uptimes(int days) {
    return summaries.rows(EndpointQuery.ALL, Reach.EVERYTHING, days).stream()
        .map(row -> String.valueOf(row.uptime()))
        .toList();
  }

  private WindowSum sum(long endpointId, int days) {
    WindowSum sum = store.sums(days).get(endpointId);
    assertThat(sum).isNotNull();
    return sum;
  }

  /** A hundred checks of one latency. */
  private static DayRoll roll(Instant at, int totalUs) {
    DayRoll roll = new DayRoll();
    for (int i = 0; i < 100; i++) {
      roll.add(
          at, Trigger.SCHEDULE, Verdict.UP, null, new Timings(-1, -1, -1, -1, -1, -1, totalUs));
    }
    return roll;
  }

  private void endpoint(int id, boolean paused, String team, Instant created) {
    db.update(
        """
        INSERT INTO endpoint (id, public_id, shard, config, created_at, updated_at)
        VALUES (?, ?, 0, ?, ?, ?)
        """,
        id,
        new UUID(7, id),
        new Json(CONFIG.formatted(id, paused, team)),
        created,
        created);
  }

  private void health(int id, Instant since) {
    db.update(
        "INSERT INTO health (endpoint_id, observed, since, updated_at) VALUES (?, 0, ?, ?)",
        id,
        since,
        since);
  }

  private void period(int id, Instant from, int state) {
    db.update("INSERT INTO health_period VALUES (?, ?, ?)", id, from, state);
  }

  private void folded(Instant mark) {
    db.update("UPDATE fold_mark SET upto = ?", mark);
  }

  private void check(int id, Instant at) {
    ResultWriter writer =
        HistoryFixtures.writer(db, new ManualClock(at), new SimpleMeterRegistry());
    writer.start();
    writer.add(HistoryFixtures.endpoint(id, at), HistoryFixtures.up(id, at));
    writer.stop();
  }
}
