package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.alert.EndpointEvents;
import io.probity.alert.Event;
import io.probity.alert.EventType;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthStore;
import io.probity.health.MaintenanceCodec;
import io.probity.health.MaintenancePlan;
import io.probity.health.MaintenanceSpec;
import io.probity.health.ObservedState;
import io.probity.health.StoredHealth;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.ManualClock;
import io.probity.testing.OwnedShards;
import io.probity.testing.Samples;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What maintenance does to health, with a database. The endpoint is down after two failed checks
 * and silent after three seconds; seconds count from {@link Samples#AT}.
 */
class MaintenanceKeeperTest {
  private final ManualClock clock = new ManualClock(Samples.AT);
  private final Db db = new Db(TestPostgres.freshDataSource());
  private final HealthStore store = new HealthStore(db, new ObjectMapper());
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Recorder recorder =
      new Recorder(1L << 30, db, store, new HeardOutbox(events::add), clock, endpointId -> {});
  private final Thread recording = new Thread(recorder, "recorder-test");
  private HealthKeeper keeper = keeper();
  private Endpoint endpoint = Samples.endpoint(1, "GET");
  private Probed probed = new Probed(endpoint, StoredHealth.NONE.state(), 0, false);
  private List<MaintenanceSpec> windows = List.of();

  private HealthKeeper keeper() {
    EndpointEvents announcing = new EndpointEvents(AlertSettings.PLAIN);
    return new HealthKeeper(recorder, OwnedShards.ALL, announcing, clock, endpointId -> {});
  }

  @BeforeEach
  void start() {
    recording.start();
    plan();
  }

  @AfterEach
  void stop() throws InterruptedException {
    recorder.stop();
    recording.join(10_000);
  }

  private static MaintenanceSpec window(double from, double until) {
    return MaintenanceCodec.read(
        new ObjectMapper()
            .valueToTree(
                Map.of(
                    "name", "n",
                    "match", Map.of("labels", Map.of()),
                    "from", at(from).toString(),
                    "to", at(until).toString())));
  }

  private static Instant at(double second) {
    return Samples.AT.plusMillis(Math.round(second * 1000));
  }

  private void plan(MaintenanceSpec... specs) {
    windows = List.of(specs);
    keeper.plan(new MaintenancePlan(windows));
    probed.maintained.reconsider();
  }

  private void goTo(double second) {
    clock.advance(Duration.between(clock.instant(), at(second)));
  }

  private void passes(double second) {
    check(second, Samples.answered(200, Map.of()), Verdict.UP);
  }

  private void fails(double second) {
    check(second, Samples.failed(FailureClass.CONNECT_REFUSED), Verdict.DOWN);
  }

  private void degrades(double second) {
    check(second, Samples.answered(200, Map.of()), Verdict.DEGRADED);
  }

  private void check(double second, Attempt attempt, Verdict verdict) {
    goTo(second);
    keeper.checked(
        probed, new Check(1, at(second), Trigger.SCHEDULE, verdict, List.of(attempt), 0));
  }

  private boolean lookedAt(double second) {
    goTo(second);
    return keeper.maintain(probed);
  }

  /** Another replica takes over with what is stored. */
  private void restart() {
    written();
    StoredHealth stored = stored();
    Instant heard = probed.heardAt;
    probed = new Probed(endpoint, stored.state(), stored.version(), stored.paused());
    probed.maintained.restore(stored.maintenanceSince());
    probed.heardAt = heard;
    keeper = keeper();
    keeper.plan(new MaintenancePlan(windows));
  }

  private StoredHealth stored() {
    return store.load(List.of(1L)).getOrDefault(1L, StoredHealth.NONE);
  }

  private void written() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> stored().version() == probed.healthVersion);
  }

  private List<String> periods() {
    written();
    return db.list(
        "SELECT state || '@' || round(extract(epoch FROM from_at - ?), 1) FROM health_period ORDER BY from_at",
        row -> row.getString(1).replace(".0", ""),
        Samples.AT);
  }

  private List<String> told() {
    written();
    return events.stream().map(each -> each.type().wireName()).toList();
  }

  private List<String> incidents() {
    written();
    return db.list(
        "SELECT extract(epoch FROM opened_at - ?)::int || '-' || coalesce(extract(epoch FROM closed_at - ?)::int::text, '') FROM incident ORDER BY opened_at",
        row -> row.getString(1),
        Samples.AT,
        Samples.AT);
  }

  @Test
  void anOutageWithinAWindowIsObservedAndNeitherToldNorCounted() {
    plan(window(2, 9));
    passes(0);
    passes(1);
    fails(3);
    fails(4);
    assertThat(probed.health.observed()).isEqualTo(ObservedState.DOWN);
    fails(5);
    passes(6);
    passes(8);
    assertThat(probed.health.observed()).isEqualTo(ObservedState.UP);
    assertThat(lookedAt(9)).isFalse();
    passes(10);
    assertThat(periods()).containsOnly("0@0", "5@2", "5@3", "5@6", "0@9");
    assertThat(told()).isEmpty();
    assertThat(incidents()).isEmpty();
  }

  @Test
  void anOutageThatOutlastsTheWindowIsToldByTheFirstFailedCheckAfterIt() {
    plan(window(2, 9));
    passes(0);
    fails(3);
    fails(4);
    fails(8);
    assertThat(lookedAt(9.5)).as("a check is wanted at once").isTrue();
    assertThat(told()).isEmpty();
    fails(10);
    fails(11);
    assertThat(told()).containsExactly("endpoint.down");
    assertThat(events.get(0).data().path("since").asText())
        .isEqualTo("2026-11-22T10:00:03.000000Z");
    assertThat(events.get(0).data().path("previousState").asText()).isEqualTo("maintenance");
    assertThat(events.get(0).data().at("/failure/class").asText()).isEqualTo("connect.refused");
    passes(12);
    assertThat(told()).containsExactly("endpoint.down", "endpoint.up");
    assertThat(incidents()).containsExactly("10-12");
    assertThat(periods()).contains("5@2", "2@9", "2@10", "0@12").doesNotContain("2@3");
  }

  @Test
  void anOutageThatHealsBeforeTheFirstCheckAfterTheWindowIsNotTold() {
    plan(window(2, 9));
    passes(0);
    fails(3);
    fails(4);
    lookedAt(9);
    passes(9.1);
    passes(10);
    assertThat(told()).isEmpty();
    assertThat(incidents()).isEmpty();
  }

  @Test
  void theRecoveryOfAnOutageThatWasToldBeforeIsToldWithinTheWindow() {
    plan(window(4, 20));
    fails(1);
    fails(2);
    passes(5);
    fails(6);
    fails(7);
    passes(8);
    assertThat(told()).containsExactly("endpoint.down", "endpoint.up");
    assertThat(incidents()).containsExactly("1-5");
    lookedAt(20);
    passes(20);
    assertThat(periods()).startsWith("2@1", "5@4").endsWith("0@20");
  }

  @Test
  void aDegradationWithinTheWindowIsNotToldAndNeitherIsItsEnd() {
    plan(window(2, 5));
    passes(0);
    degrades(3);
    degrades(4);
    assertThat(probed.health.observed()).isEqualTo(ObservedState.DEGRADED);
    passes(4.5);
    passes(6);
    assertThat(told()).isEmpty();
    degrades(8);
    degrades(9);
    passes(10);
    assertThat(told()).containsExactly("endpoint.degraded", "endpoint.up");
  }

  @Test
  void aDegradationThatOutlastsTheWindowIsToldByTheFirstCheckAfterIt() {
    plan(window(2, 5));
    passes(0);
    degrades(3);
    degrades(4);
    restart();
    assertThat(lookedAt(5)).as("a check is wanted at once").isTrue();
    assertThat(told()).isEmpty();
    degrades(5.1);
    degrades(6);
    restart();
    assertThat(told()).containsExactly("endpoint.degraded");
    assertThat(events.get(0).data().path("since").asText())
        .isEqualTo("2026-11-22T10:00:03.000000Z");
    passes(7);
    assertThat(told()).containsExactly("endpoint.degraded", "endpoint.up");
  }

  @Test
  void aDegradationThatIsUnnoticedOverATurnForTheWorseWithinAWindowStillEnds() {
    degrades(0);
    degrades(1);
    plan(window(2, 9));
    fails(3);
    fails(4);
    passes(5);
    assertThat(told()).containsExactly("endpoint.degraded", "endpoint.up");
  }

  @Test
  void theEndOfADegradationThatWasToldBeforeIsToldWithinTheWindow() {
    plan(window(2, 9));
    degrades(0);
    degrades(1);
    passes(3);
    assertThat(told()).containsExactly("endpoint.degraded", "endpoint.up");
  }

  @Test
  void aRunOfFailuresThatBeginsWithinTheWindowIsCountedFromItsEnd() {
    plan(window(2, 4));
    passes(0);
    passes(2);
    fails(3.5);
    fails(4.5);
    assertThat(told()).containsExactly("endpoint.down");
    assertThat(incidents()).containsExactly("4-");
    assertThat(periods()).containsExactly("0@0", "5@2", "2@4");
  }

  @Test
  void aReplicaThatTakesOverWithinTheWindowGoesOnWithIt() {
    plan(window(2, 9));
    passes(0);
    fails(3);
    fails(4);
    restart();
    fails(6);
    fails(8);
    restart();
    assertThat(lookedAt(9)).isTrue();
    restart();
    fails(9.2);
    assertThat(told()).containsExactly("endpoint.down");
    assertThat(periods()).contains("5@2", "2@9").doesNotContain("2@3", "2@4", "2@6");
  }

  @Test
  void aReplicaThatTakesOverAfterTheWindowEndsItWhenItWasDue() {
    plan(window(2, 4), window(4, 9));
    passes(0);
    passes(3);
    restart();
    passes(60);
    assertThat(periods()).as("nobody knew in between").containsExactly("0@0", "5@2", "3@9", "0@60");
  }

  @Test
  void aWindowThatBeganWhileNobodyProbedBeganWhenItWasDue() {
    passes(0);
    plan(window(20, 90));
    restart();
    passes(60);
    passes(90);
    assertThat(periods().get(0)).isEqualTo("0@0");
    assertThat(periods().get(1)).startsWith("3@");
    assertThat(periods()).endsWith("5@20", "0@90");
  }

  @Test
  void aWindowMadeOrDeletedLateHoldsFromThenOn() {
    passes(3);
    passes(5);
    plan(window(2, 90));
    passes(6);
    goTo(8);
    plan();
    lookedAt(8);
    passes(9);
    assertThat(periods()).containsExactly("0@3", "5@5", "0@8");
    plan(window(2, 90));
    passes(10);
    assertThat(periods()).containsExactly("0@3", "5@5", "0@8", "5@9");
  }

  @Test
  void aPauseTakesPrecedenceAndMaintenanceGoesOnAfterIt() {
    plan(window(2, 9));
    passes(0);
    passes(3);
    goTo(4);
    keeper.paused(probed);
    assertThat(lookedAt(5)).isFalse();
    restart();
    assertThat(lookedAt(5)).isFalse();
    goTo(6);
    keeper.resumed(probed);
    passes(7);
    passes(9);
    assertThat(periods()).containsExactly("0@0", "5@2", "4@4", "3@6", "5@6", "5@7", "0@9");
  }

  @Test
  void nothingEndsBeforeTheWindowsAreKnown() {
    plan(window(2, 9));
    passes(3);
    restart();
    keeper = keeper();
    passes(4);
    assertThat(probed.maintained.isRunning()).isTrue();
  }

  /** A check a second, with restarts and windows anywhere. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void timeIsMaintenanceExactlyWithinTheWindowsAndNobodyIsToldMeanwhile(long seed) {
    Random random = new Random(seed);
    List<MaintenanceSpec> specs = new ArrayList<>();
    boolean[] covered = new boolean[121];
    for (int i = 0; i < 4; i++) {
      int from = 2 + random.nextInt(100);
      int until = from + 1 + random.nextInt(15);
      specs.add(window(from, until));
      java.util.Arrays.fill(covered, from, until, true);
    }
    plan(specs.toArray(MaintenanceSpec[]::new));
    boolean up = true;
    for (int second = 0; second <= 120; second++) {
      up = (random.nextInt(5) == 0) != up;
      if (random.nextInt(10) == 0) {
        restart();
      }
      if (up) {
        passes(second);
      } else {
        fails(second);
      }
    }
    boolean down = probed.health.observed() == ObservedState.DOWN;
    long told = told().stream().filter("endpoint.down"::equals).count();
    long flapsFrom =
        events.stream()
            .filter(each -> each.type() == EventType.ENDPOINT_FLAPPING)
            .mapToLong(each -> Duration.between(Samples.AT, each.at()).toSeconds())
            .findFirst()
            .orElse(Long.MAX_VALUE);
    assertThat(told)
        .isEqualTo(
            incidents().stream()
                .filter(each -> Long.parseLong(each.split("-", -1)[0]) <= flapsFrom)
                .count());
    assertThat(incidents().stream().filter(each -> each.endsWith("-")).count())
        .isEqualTo(down ? 1 : 0);
    List<String> periods = periods();
    for (int second = 2; second <= 120; second++) {
      assertThat(isMaintenance(second, periods))
          .as("second %d of %s", second, periods)
          .isEqualTo(covered[second]);
    }
    for (Event event : events) {
      int second = (int) Duration.between(Samples.AT, event.at()).toSeconds();
      boolean opening = event.type().wireName().equals("endpoint.down");
      assertThat(opening && covered[second]).as("told at %d", second).isFalse();
    }
  }

  private static boolean isMaintenance(int second, List<String> periods) {
    boolean maintenance = false;
    for (String period : periods) {
      String[] parts = period.split("@");
      if (Double.parseDouble(parts[1]) <= second) {
        maintenance = parts[0].equals("5");
      }
    }
    return maintenance;
  }
}
