package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.db.Reach;
import io.probity.endpoint.EndpointMatch;
import io.probity.history.DailyUptime.Day;
import io.probity.history.DailyUptime.Service;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DailyUptimeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final EndpointMatch ALL = new EndpointMatch(Map.of(), Set.of());
  private static final String CONFIG =
      """
      {"name": "%s", "interval": "60s", "paused": false, "timeouts": {"total": "15s"},
       "public": %s, "labels": {"team": "%s"}}
      """;

  private final Db db = TestPostgres.freshDb();
  private final ManualClock clock = new ManualClock(NOW);
  private final SummaryStore store = new SummaryStore(db);
  private final MatchedStore matched = new MatchedStore(db);
  private final Summaries summaries =
      new Summaries(store, HistoryFixtures.latestChecks(db, clock), clock);
  private final DailyUptime daily = new DailyUptime(matched, store, summaries, clock);
  private final Standings standings = new Standings(matched, store, summaries, clock);

  /** Two endpoints of 100 days and one of yesterday. */
  @BeforeEach
  void register() {
    endpoint(1, "beta", false, "a", NOW.minus(Duration.ofDays(100)));
    endpoint(2, "Alpha", true, "b", NOW.minus(Duration.ofDays(100)));
    endpoint(3, "gamma", false, "b", Instant.parse("2026-11-21T12:00:00Z"));
    for (int id = 1; id <= 2; id++) {
      period(id, NOW.minus(Duration.ofDays(100)), 0);
      check(id);
    }
    period(1, Instant.parse("2026-11-19T23:00:00Z"), 2);
    period(1, Instant.parse("2026-11-20T01:30:00Z"), 1);
    period(1, Instant.parse("2026-11-20T02:00:00Z"), 5);
    period(1, Instant.parse("2026-11-20T03:00:00Z"), 0);
  }

  private List<Service> all() {
    return daily.of(ALL, "team", 10);
  }

  @Test
  void spreadsPeriodsOverDaysInUtc() {
    Service beta = all().get(1);
    assertThat(beta.endpoint().name()).isEqualTo("beta");
    assertThat(beta.days()).hasSize(90);
    assertThat(beta.days().get(86))
        .isEqualTo(day("2026-11-19", Duration.ofHours(23), 0, Duration.ofHours(1), 0));
    assertThat(beta.days().get(87))
        .isEqualTo(day("2026-11-20", Duration.ofHours(21), 30, Duration.ofMinutes(90), 60));
    assertThat(beta.days().get(89))
        .isEqualTo(day("2026-11-22", Duration.ofMinutes(11 * 60 + 20), 0, Duration.ZERO, 0));
    assertThat(beta.days().get(0).date()).isEqualTo(LocalDate.parse("2026-08-25"));
    assertThat(beta.days().get(0).up()).isEqualTo(Duration.ofDays(1));
    assertThat(beta.uptime()).isEqualByComparingTo("0.998835");
  }

  private static Day day(
      String date, Duration up, int degradedMinutes, Duration down, int maintenanceMinutes) {
    return new Day(
        LocalDate.parse(date),
        up,
        Duration.ofMinutes(degradedMinutes),
        down,
        Duration.ofMinutes(maintenanceMinutes));
  }

  @Test
  void knowsNothingOfWhatWasNeverChecked() {
    Service gamma = all().get(2);
    assertThat(gamma.uptime()).isNull();
    assertThat(gamma.days()).allMatch(day -> day.up().isZero() && day.down().isZero());
  }

  @Test
  void findsWhatAMatchNamesByName() {
    assertThat(all())
        .extracting(each -> each.endpoint().name())
        .containsExactly("Alpha", "beta", "gamma");
    assertThat(all()).extracting(Service::group).containsExactly("b", "a", "b");
    assertThat(daily.of(new EndpointMatch(Map.of("team", "b"), Set.of()), null, 10))
        .extracting(each -> each.endpoint().number())
        .containsExactly(2L, 3L);
    assertThat(daily.of(new EndpointMatch(null, Set.of(new UUID(7, 3))), "none", 10))
        .extracting(Service::group)
        .containsOnlyNulls()
        .hasSize(1);
  }

  @Test
  void tellsOnlySoManyInDetail() {
    List<Service> services = daily.of(ALL, null, 1);
    assertThat(services).extracting(each -> each.days().size()).containsExactly(90, 0, 0);
    assertThat(services).extracting(Service::silent).containsOnly(false);
  }

  @Test
  void whatIsSilentIsNotUp() {
    clock.advance(Duration.ofDays(1));
    Service alpha = all().get(0);
    assertThat(alpha.silent()).isTrue();
    assertThat(alpha.days().get(89).up()).isZero();
    assertThat(daily.of(ALL, null, 0))
        .extracting(Service::silent)
        .containsExactly(true, true, false);
  }

  @Test
  void oneEndpointIsFoundByItsKeyAndItsId() {
    assertThat(standings.find("key-1", Reach.EVERYTHING, 7))
        .hasValueSatisfying(
            each -> {
              assertThat(each.open()).isFalse();
              assertThat(each.uptime()).isEqualByComparingTo("0.985029");
              assertThat(each.p95Ms()).isNull();
            });
    assertThat(standings.find(new UUID(7, 2).toString(), Reach.EVERYTHING, 1))
        .hasValueSatisfying(each -> assertThat(each.open()).isTrue());
    assertThat(standings.find("key-1", new Reach(Map.of("team", "b")), 7)).isEmpty();
    assertThat(standings.find("none", Reach.EVERYTHING, 7)).isEmpty();
    assertThat(standings.find("x".repeat(36), Reach.EVERYTHING, 7)).isEmpty();
  }

  private void endpoint(int id, String name, boolean open, String team, Instant created) {
    db.update(
        """
        INSERT INTO endpoint (id, public_id, key, shard, config, created_at, updated_at)
        VALUES (?, ?, ?, 0, ?, ?, ?)
        """,
        id,
        new UUID(7, id),
        "key-" + id,
        new Json(CONFIG.formatted(name, open, team)),
        created,
        created);
  }

  private void period(int id, Instant from, int state) {
    db.update("INSERT INTO health_period VALUES (?, ?, ?)", id, from, state);
  }

  private void check(int id) {
    ResultWriter writer = HistoryFixtures.writer(db, clock, new SimpleMeterRegistry());
    writer.start();
    writer.add(HistoryFixtures.endpoint(id, NOW), HistoryFixtures.up(id, NOW.minusSeconds(30)));
    writer.stop();
  }
}
