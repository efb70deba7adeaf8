package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.db.Reach;
import io.probity.endpoint.EndpointQuery;
import io.probity.history.LastDay.Stretch;
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

class OverviewTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final Instant CREATED = NOW.minus(Duration.ofDays(40));
  private static final int UP = 0;
  private static final int DEGRADED = 1;
  private static final int DOWN = 2;
  private static final String CONFIG =
      """
      {"name": "%s", "url": "https://%s.example/?token=s", "interval": "60s", "paused": %s,
       "timeouts": {"total": "15s"}, "labels": {"team": "%s", "env": "prod"}}
      """;
  private static final Reach OTHERS = new Reach(Map.of("team", "b"));

  private final Db db = TestPostgres.freshDb();
  private final ManualClock clock = new ManualClock(NOW);
  private final SummaryStore sums = new SummaryStore(db);
  private final Overview overview =
      new Overview(
          new OverviewStore(db),
          sums,
          new Summaries(sums, HistoryFixtures.latestChecks(db, clock), clock),
          clock);

  @BeforeEach
  void register() {
    endpoint(1, "Zebra", false, "a");
    endpoint(2, "apple", false, "a");
    endpoint(3, "Mango", false, "b");
    endpoint(4, "Kiwi", true, "b");
    endpoint(5, "banana", false, "b");
    health(1, DOWN, NOW.minusSeconds(600), "connect.refused");
    health(2, UP, CREATED, null);
    health(3, DOWN, NOW.minusSeconds(60), "dns.nxdomain");
    health(5, DEGRADED, NOW.minusSeconds(30), "assertion.latency");
  }

  @Test
  void whatNeedsSomebodyComesFirstAndThenNamesDecide() {
    assertThat(names(page(OverviewQuery.ALL, Reach.EVERYTHING, null, 10)))
        .containsExactly("Mango", "Zebra", "banana", "apple", "Kiwi");
  }

  @Test
  void pagesGoOnAfterAnyPlace() {
    List<OverviewRow> all = page(OverviewQuery.ALL, Reach.EVERYTHING, null, 10);
    for (int i = 0; i < all.size(); i++) {
      assertThat(names(page(OverviewQuery.ALL, Reach.EVERYTHING, all.get(i).place(), 2)))
          .isEqualTo(names(all.subList(i + 1, Math.min(all.size(), i + 3))));
    }
  }

  @Test
  void twoOfOneNameAreBothShown() {
    endpoint(6, "mango", false, "b");
    health(6, DOWN, NOW, "dns.nxdomain");
    List<OverviewRow> first = page(OverviewQuery.ALL, Reach.EVERYTHING, null, 1);
    List<OverviewRow> second = page(OverviewQuery.ALL, Reach.EVERYTHING, first.get(0).place(), 1);
    assertThat(List.of(first.get(0).place().number(), second.get(0).place().number()))
        .containsExactly(3L, 6L);
  }

  @Test
  void countsByStateAndFailure() {
    assertThat(overview.counts(OverviewQuery.ALL, Reach.EVERYTHING))
        .containsExactlyInAnyOrder(
            new StateCount("down", "connect.refused", 1),
            new StateCount("down", "dns.nxdomain", 1),
            new StateCount("degraded", "assertion.latency", 1),
            new StateCount("up", null, 1),
            new StateCount("paused", null, 1));
    assertThat(overview.counts(query("KIWI.ex", Set.of("up"), "x"), Reach.EVERYTHING))
        .containsExactly(new StateCount("paused", null, 1));
  }

  @Test
  void filtersByStateTextLabelAndFailure() {
    assertThat(found(query(null, Set.of("down", "paused"), null)))
        .containsExactly("Mango", "Zebra", "Kiwi");
    assertThat(found(query("AN", Set.of(), null))).containsExactly("Mango", "banana");
    assertThat(found(query("%", Set.of(), null))).isEmpty();
    assertThat(found(query(null, Set.of(), "dns.nxdomain"))).containsExactly("Mango");
    assertThat(
            found(
                new OverviewQuery(
                    new EndpointQuery(List.of(Map.entry("team", "a")), Set.of(), null), null)))
        .containsExactly("Zebra", "apple");
  }

  @Test
  void whatIsOutOfReachIsNowhere() {
    sum(1, 900_000);
    sum(3, 800_000);
    certificate(1, NOW.plusSeconds(60), NOW);
    assertThat(names(page(OverviewQuery.ALL, OTHERS, null, 10)))
        .containsExactly("Mango", "banana", "Kiwi");
    assertThat(overview.counts(OverviewQuery.ALL, OTHERS))
        .extracting(StateCount::failure)
        .doesNotContain("connect.refused");
    assertThat(names(overview.newest(query(null, Set.of("down"), null), OTHERS, 5)))
        .containsExactly("Mango");
    assertThat(names(overview.slowest(OverviewQuery.ALL, OTHERS, 5))).containsExactly("Mango");
    assertThat(overview.expiring(OverviewQuery.ALL, OTHERS, Duration.ofDays(30), 5)).isEmpty();
  }

  @Test
  void whatWentDownLastComesFirst() {
    assertThat(names(overview.newest(query(null, Set.of("down"), null), Reach.EVERYTHING, 5)))
        .containsExactly("Mango", "Zebra");
    assertThat(names(overview.newest(query(null, Set.of("down"), null), Reach.EVERYTHING, 1)))
        .containsExactly("Mango");
  }

  @Test
  void theSlowestAreNotPaused() {
    sum(2, 100_000);
    sum(3, 900_500);
    sum(4, 5_000_000);
    assertThat(overview.slowest(OverviewQuery.ALL, Reach.EVERYTHING, 5))
        .extracting(OverviewRow::p95Ms)
        .containsExactly(new BigDecimal("900.500"), new BigDecimal("100.000"));
  }

  @Test
  void onlyTheCertificateThatIsPresentedNowRunsOut() {
    certificate(1, NOW.plus(Duration.ofDays(2)), NOW.minusSeconds(100));
    certificate(1, NOW.plus(Duration.ofDays(90)), NOW.minusSeconds(50));
    certificate(2, NOW.plus(Duration.ofDays(20)), NOW.minusSeconds(100));
    certificate(3, NOW.minus(Duration.ofDays(1)), NOW.minusSeconds(100));
    certificate(4, NOW, NOW);
    assertThat(
            names(overview.expiring(OverviewQuery.ALL, Reach.EVERYTHING, Duration.ofDays(30), 5)))
        .containsExactly("Mango", "apple");
  }

  @Test
  void tellsWhatAnEndpointIsDownWithAndWhoCares() {
    UUID incident = new UUID(1, 1);
    db.update(
        """
        INSERT INTO incident (id, endpoint_id, opened_at, failure, acknowledged_by, muted_until)
        VALUES (?, 1, ?, '{}', 'maria', ?)
        """,
        incident,
        NOW,
        NOW.plusSeconds(5));
    db.update(
        "UPDATE health SET incident_id = ?, flapping = ? WHERE endpoint_id = 1",
        incident,
        incident);
    OverviewRow row = page(query("zebra", Set.of(), null), Reach.EVERYTHING, null, 1).get(0);
    assertThat(row.cause()).isEqualTo(new OverviewRow.Cause("connect.refused", "Because."));
    assertThat(row.incident())
        .isEqualTo(new OverviewRow.OpenIncident(incident, "maria", NOW.plusSeconds(5)));
    assertThat(row.flapping()).isTrue();
    assertThat(row.labels()).containsExactly("env:prod", "team:a");
    assertThat(row.url()).isEqualTo("https://Zebra.example/?token=s");
  }

  @Test
  void theLastDayEndsWithSilenceWhereNothingIsHeard() {
    period(2, CREATED, UP);
    period(2, NOW.minus(Duration.ofHours(6)), DOWN);
    period(2, NOW.minus(Duration.ofHours(3)), UP);
    check(2, NOW.minus(Duration.ofHours(1)));
    LastDay day = day("apple");
    Instant silent = NOW.minus(Duration.ofHours(1)).plusSeconds(135);
    assertThat(day.stretches())
        .containsExactly(
            new Stretch("up", day.from(), NOW.minus(Duration.ofHours(6))),
            new Stretch("down", NOW.minus(Duration.ofHours(6)), NOW.minus(Duration.ofHours(3))),
            new Stretch("up", NOW.minus(Duration.ofHours(3)), silent),
            new Stretch("unknown", silent, NOW));
    assertThat(day.uptime()).isBetween(new BigDecimal("0.86"), new BigDecimal("0.88"));
  }

  @Test
  void ofAnEndpointThatWasNeverCheckedNothingIsKnown() {
    LastDay day = day("Kiwi");
    assertThat(day.stretches()).containsExactly(new Stretch("unknown", day.from(), NOW));
    assertThat(day.uptime()).isNull();
  }

  private LastDay day(String name) {
    List<OverviewRow> rows = page(query(name, Set.of(), null), Reach.EVERYTHING, null, 1);
    return overview.lastDays(rows).get(rows.get(0).endpoint().number());
  }

  private List<OverviewRow> page(OverviewQuery query, Reach reach, OverviewPlace after, int limit) {
    return overview.page(query, reach, after, limit);
  }

  private List<String> found(OverviewQuery query) {
    return names(page(query, Reach.EVERYTHING, null, 10));
  }

  private static OverviewQuery query(String text, Set<String> states, String failure) {
    return new OverviewQuery(new EndpointQuery(List.of(), states, text), failure);
  }

  private static List<String> names(List<OverviewRow> rows) {
    return rows.stream().map(row -> row.endpoint().name()).toList();
  }

  private void endpoint(int id, String name, boolean paused, String team) {
    db.update(
        """
        INSERT INTO endpoint (id, public_id, shard, config, created_at, updated_at)
        VALUES (?, ?, 0, ?, ?, ?)
        """,
        id,
        new UUID(7, id),
        new Json(CONFIG.formatted(name, name, paused, team)),
        CREATED,
        CREATED);
  }

  private void health(int id, int observed, Instant since, String failure) {
    db.update(
        """
        INSERT INTO health (endpoint_id, observed, since, updated_at, failure)
        VALUES (?, ?, ?, ?, ?::jsonb)
        """,
        id,
        observed,
        since,
        since,
        failure == null
            ? null
            : "{\"class\": \"%s\", \"detail\": \"Because.\"}".formatted(failure));
  }

  private void period(int id, Instant from, int state) {
    db.update("INSERT INTO health_period VALUES (?, ?, ?)", id, from, state);
  }

  private void certificate(int id, Instant notAfter, Instant observed) {
    db.update(
        "INSERT INTO certificate (endpoint_id, observed_at, fingerprint, chain, not_after) VALUES (?, ?, '', '{}', ?)",
        id,
        observed,
        notAfter);
  }

  private void sum(int id, int p95Us) {
    db.update("INSERT INTO rollup_sum VALUES (?, 1, ?, 0, 0, 0, 0, 0, 0, 1, ?)", id, NOW, p95Us);
  }

  private void check(int id, Instant at) {
    ResultWriter writer =
        HistoryFixtures.writer(db, new ManualClock(at), new SimpleMeterRegistry());
    writer.start();
    writer.add(HistoryFixtures.endpoint(id, at), HistoryFixtures.up(id, at));
    writer.stop();
  }
}
