package io.probity.check;

import static io.probity.probe.FailureClass.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.alert.EndpointEvents;
import io.probity.db.Db;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Prober;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.ManualClock;
import io.probity.testing.ManualLoop;
import io.probity.testing.OwnedShards;
import io.probity.testing.Samples;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Three permits for one origin, 20 in all, six who may wait; checks that end when told. */
class PermitShortageTest {
  private static final int PER_ORIGIN = 3;
  private static final int IN_ALL = 20;

  private final ManualClock clock = new ManualClock(Samples.AT);
  private final ManualLoop loop = new ManualLoop(clock);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PermitMetrics permitMetrics = new PermitMetrics(registry);
  private final Permits permits =
      new Permits(
          this::soon, new Permits.Limits(IN_ALL, PER_ORIGIN, 6), this::nanos, permitMetrics);
  private final HeldProber prober = new HeldProber();
  private final List<Check> results = new ArrayList<>();
  private final CheckRunner runner = runner();
  private final Schedule schedule = new Schedule(loop, clock, runner);

  /** Attempts that end when the test says so, the oldest first. */
  private static final class HeldProber implements Prober {
    private final Queue<CompletableFuture<Attempt>> held = new ArrayDeque<>();
    private final List<Duration> budgets = new ArrayList<>();
    private final List<ConnectionMode> modes = new ArrayList<>();

    @Override
    public CompletionStage<Attempt> attempt(
        Endpoint endpoint, ConnectionMode mode, Duration budget) {
      CompletableFuture<Attempt> attempt = new CompletableFuture<>();
      held.add(attempt);
      budgets.add(budget);
      modes.add(mode);
      return attempt;
    }

    @Override
    public void forget(long endpointId) {}
  }

  private long nanos() {
    return Duration.between(Samples.AT, clock.instant()).toNanos();
  }

  /** As the program does it. */
  private void soon(Runnable admission) {
    schedule.soon(admission);
  }

  private CheckRunner runner() {
    Db db = TestPostgres.freshDb();
    Recorder recorder =
        new Recorder(
            1L << 30,
            db,
            new HealthStore(db, new ObjectMapper()),
            HeardOutbox.BY_NOBODY,
            clock,
            id -> {});
    EndpointEvents events = new EndpointEvents(AlertSettings.PLAIN);
    return new CheckRunner(
        permits,
        new RetryGuard(prober, loop, Runnable::run, clock, this::nanos),
        OwnedShards.ALL,
        (endpoint, check) -> results.add(check),
        new HealthKeeper(recorder, OwnedShards.ALL, events, clock, id -> {}),
        new CheckMetrics(registry),
        permitMetrics,
        clock,
        this::nanos,
        (endpoint, delay) -> {},
        Scrutiny.NONE);
  }

  /** Endpoints of one origin, each second, one second in all. */
  private static List<Probed> endpoints(int count) {
    List<Probed> endpoints = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      endpoints.add(new Probed(Samples.endpoint(id, "GET"), HealthState.NEW, 0, false));
    }
    return endpoints;
  }

  private void check(Probed each) {
    runner.run(each, clock.instant(), Trigger.SCHEDULE, true);
    loop.advance(Duration.ZERO);
  }

  private void end(int count, Attempt attempt) {
    for (int i = 0; i < count; i++) {
      prober.held.remove().complete(attempt);
      loop.advance(Duration.ZERO);
    }
  }

  private double count(String counter) {
    return registry.counter(counter).count();
  }

  private static Attempt passed() {
    return Samples.answered(200, Map.of());
  }

  private List<Check> shared() {
    return results.stream()
        .filter(each -> each.failure() != null)
        .filter(each -> each.failure().evidence().containsKey("shared"))
        .toList();
  }

  private static FailureClass classOf(Check check) {
    return check.failure() == null ? null : check.failure().cls();
  }

  @Test
  void whoWaitsForADyingOriginIsDownLikeAllOthersAndOpensNoSocket() {
    List<Probed> endpoints = endpoints(9);
    endpoints.forEach(this::check);
    assertThat(prober.budgets).hasSize(PER_ORIGIN);
    clock.advance(Duration.ofMillis(600));
    end(3, Samples.failed(TLS_NOT_TLS));
    assertThat(prober.budgets).as("two were let through before it was clear").hasSize(5);
    assertThat(shared())
        .hasSize(4)
        .allSatisfy(
            each -> {
              assertThat(each.verdict()).isEqualTo(Verdict.DOWN);
              assertThat(each.at()).isEqualTo(Samples.AT);
              assertThat(each.lagUs()).as("waiting is lag").isEqualTo(600_000);
              assertThat(each.attempts()).hasSize(1);
              Attempt attempt = each.deciding();
              assertThat(attempt.failure().cls()).isEqualTo(TLS_NOT_TLS);
              assertThat(attempt.failure().evidence())
                  .containsEntry("shared", true)
                  .containsEntry("origin", "http://127.0.0.1:8081")
                  .containsEntry("holders", 3)
                  .containsEntry("waitedMs", 600L);
              assertThat(attempt.address()).isNull();
              assertThat(attempt.timings().totalUs()).as("never target time").isZero();
              assertThat(attempt.timings().connectUs()).isEqualTo(Timings.NONE);
            });
    assertThat(count("probity.checks.shared")).isEqualTo(4);
    assertThat(endpoints.get(8).running).isNull();
    end(2, passed());
    assertThat(permits.inFlight()).isZero();
    endpoints.subList(0, 3).forEach(this::check);
    assertThat(prober.held).as("the origin is well again").hasSize(3);
  }

  @Test
  void whoPassesWhereAllOthersFailIsCheckedAndSharesNothing() {
    List<Probed> endpoints = endpoints(9);
    endpoints.forEach(this::check);
    clock.advance(Duration.ofMillis(400));
    end(3, Samples.failed(TLS_NOT_TLS));
    end(1, passed()); // the fourth
    end(5, Samples.failed(TLS_NOT_TLS));
    assertThat(shared()).as("so far all had patience").isEmpty();
    clock.advance(Duration.ofMillis(600));
    Probed other = endpoints.remove(3);
    endpoints.add(other);
    endpoints.forEach(this::check);
    clock.advance(Duration.ofMillis(600));
    end(3, Samples.failed(TLS_NOT_TLS));
    assertThat(shared()).extracting(Check::endpointId).containsExactly(6L, 7L, 8L, 9L);
    end(1, passed());
    Check last = results.get(results.size() - 1);
    assertThat(last.endpointId()).isEqualTo(4);
    assertThat(last.verdict()).isEqualTo(Verdict.UP);
    check(other);
    end(2, Samples.failed(TLS_NOT_TLS));
    results.clear();
    endpoints.forEach(this::check);
    clock.advance(Duration.ofMillis(600));
    end(3, Samples.failed(TLS_NOT_TLS));
    assertThat(shared()).extracting(Check::endpointId).as("it failed like them").contains(4L);
  }

  @Test
  void whatARedirectLedToIsNoFaultOfTheOriginThatAnsweredIt() {
    List<Probed> endpoints = endpoints(9);
    endpoints.forEach(this::check);
    clock.advance(Duration.ofMillis(600));
    Attempt elsewhere =
        Samples.failed(TLS_NOT_TLS)
            .judged(
                new Failure(
                    TLS_NOT_TLS, "no TLS", Map.of("redirects", 1, "url", "https://b.test/")),
                null);
    end(9, elsewhere);
    assertThat(shared()).isEmpty();
    assertThat(results).hasSize(9);
  }

  @Test
  void aSharedVerdictIsNoAttempt() {
    List<Probed> endpoints = endpoints(9);
    endpoints.forEach(this::check);
    clock.advance(Duration.ofMillis(600));
    end(3, Samples.failed(TLS_NOT_TLS));
    assertThat(shared()).hasSize(4);
    assertThat(registry.get("probity.check.lag").timer().count()).isEqualTo(7);
    assertThat(registry.get("probity.check.duration").timer().count()).isEqualTo(3);
    assertThat(registry.get("probity.checks").tag("verdict", "down").counter().count())
        .isEqualTo(7);
    assertThat(
            registry
                .get("http.connection.errors")
                .tag("error_type", "tls.not_tls")
                .counter()
                .count())
        .isEqualTo(3);
  }

  @Test
  void whoStillWaitsAtItsNextTurnSharesTheVerdictAndWaitsAnew() {
    List<Probed> endpoints = endpoints(9);
    endpoints.forEach(this::check);
    clock.advance(Duration.ofMillis(400));
    end(3, Samples.failed(TLS_NOT_TLS));
    assertThat(shared()).as("all had patience left").isEmpty();
    clock.advance(Duration.ofMillis(600));
    Probed last = endpoints.get(8);
    check(last);
    assertThat(shared()).hasSize(1);
    assertThat(shared().get(0).at()).isEqualTo(Samples.AT);
    assertThat(shared().get(0).endpointId()).isEqualTo(9);
    assertThat(last.running.permit.waits()).isTrue();
    assertThat(count("probity.checks.skipped")).isZero();
  }

  @Test
  void atAnOriginThatIsOnlySlowItKeepsItsPlaceAndTheMissedTurnIsCounted() {
    List<Probed> endpoints = endpoints(5);
    endpoints.forEach(this::check);
    clock.advance(Duration.ofSeconds(1));
    check(endpoints.get(4));
    check(endpoints.get(3));
    assertThat(count("probity.checks.skipped")).isEqualTo(2);
    assertThat(results).isEmpty();
    clock.advance(Duration.ofMillis(100));
    end(1, passed());
    assertThat(endpoints.get(3).running.permit.waits()).as("it stood first").isFalse();
    assertThat(endpoints.get(4).running.permit.waits()).isTrue();
    end(3, passed());
    Check waited =
        results.stream().filter(each -> each.endpointId() == 4).findFirst().orElseThrow();
    assertThat(waited.at()).as("its latest turn").isEqualTo(Samples.AT.plusSeconds(1));
    assertThat(waited.lagUs()).isEqualTo(100_000);
    assertThat(waited.verdict()).isEqualTo(Verdict.UP);
  }

  @Test
  void whoWaitsStandsForTheLatestOfTheTurnsThatPassedWhileNobodyLooked() {
    List<Probed> endpoints = endpoints(4);
    endpoints.forEach(this::check);
    clock.advance(Duration.ofSeconds(3));
    for (Probed each : endpoints) {
      runner.missed(each, Samples.AT.plusSeconds(2), 2);
    }
    assertThat(count("probity.checks.skipped")).isEqualTo(8);
    end(4, passed());
    assertThat(results)
        .extracting(Check::at)
        .as("three had begun")
        .containsExactly(Samples.AT, Samples.AT, Samples.AT, Samples.AT.plusSeconds(2));
    assertThat(results.get(3).lagUs()).isEqualTo(1_000_000);
  }

  @Test
  void whatConfirmsStillDoesAfterWaitingBeyondATurn() {
    List<Probed> endpoints = endpoints(4);
    endpoints.subList(0, 3).forEach(this::check);
    runner.run(endpoints.get(3), clock.instant(), Trigger.CONFIRM, false);
    clock.advance(Duration.ofSeconds(2));
    check(endpoints.get(3));
    runner.missed(endpoints.get(3), Samples.AT.plusSeconds(2), 1);
    assertThat(count("probity.checks.skipped")).isEqualTo(2);
    end(4, passed());
    assertThat(results.get(3).trigger()).isEqualTo(Trigger.CONFIRM);
    assertThat(prober.modes).endsWith(ConnectionMode.FRESH);
    assertThat(results.get(3).lagUs()).isEqualTo(2_000_000);
  }

  @Test
  void whoFindsTheLinesFullIsUnknown() {
    List<Probed> endpoints = endpoints(10);
    endpoints.forEach(this::check);
    assertThat(results).hasSize(1);
    assertThat(results.get(0).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(classOf(results.get(0))).isEqualTo(MONITOR_OVERLOADED);
    assertThat(results.get(0).endpointId()).isEqualTo(10);
    assertThat(count("probity.checks.turned.away")).isEqualTo(1);
    assertThat(endpoints.get(9).running).isNull();
  }

  @Test
  void whoFindsTheLinesFullAtADyingOriginIsDown() {
    List<Probed> endpoints = endpoints(13);
    endpoints.subList(0, 9).forEach(this::check);
    end(3, Samples.failed(TLS_NOT_TLS));
    endpoints.subList(9, 13).forEach(this::check);
    assertThat(shared()).extracting(Check::endpointId).containsExactly(13L);
    assertThat(shared().get(0).verdict()).isEqualTo(Verdict.DOWN);
  }

  @Test
  void aCrowdedOriginIsTriedOnceByEachCheck() {
    List<Probed> endpoints = endpoints(5);
    endpoints.forEach(this::check);
    end(1, passed());
    end(2, passed());
    results.clear();
    end(1, Samples.failed(CONNECT_TIMEOUT));
    assertThat(results).as("admitted while another one waited").hasSize(1);
    assertThat(results.get(0).attempts()).hasSize(1);
    assertThat(count("probity.checks.retries.dropped")).isEqualTo(1);
  }

  @Test
  void theLastPermitsGoWithLessTimeAndWhatRunsOutThenIsOursToAnswerFor() {
    List<Probed> endpoints = new ArrayList<>();
    for (int id = 1; id <= IN_ALL; id++) {
      Endpoint like = Samples.endpoint(id, "GET");
      Endpoint slow =
          new Endpoint(
              id,
              like.publicId(),
              like.shard(),
              1,
              Samples.AT,
              Samples.AT,
              Samples.orders("k", "n", "https://h" + id + ".test/", Map.of()));
      endpoints.add(new Probed(slow, HealthState.NEW, 0, false));
    }
    endpoints.forEach(this::check);
    assertThat(prober.budgets.subList(0, 19)).containsOnly(Duration.ofSeconds(15));
    assertThat(prober.budgets.get(19)).isEqualTo(Duration.ofMillis(7_500));
    assertThat(count("probity.checks.retries.dropped")).as("from four fifths on").isEqualTo(4);
    assertThat(count("probity.checks.deadlines.shortened")).isEqualTo(1);
    clock.advance(Duration.ofMillis(7_500));
    end(19, passed());
    results.clear();
    end(1, Samples.failed(RESPONSE_TIMEOUT));
    assertThat(classOf(results.get(0))).isEqualTo(MONITOR_OVERLOADED);
    assertThat(results.get(0).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(count("probity.checks.deadlines.excused")).isEqualTo(1);
  }

  @Test
  void whatWasEditedWhileItWaitedHoldsNothingAndSaysNothing() {
    List<Probed> endpoints = endpoints(5);
    endpoints.forEach(this::check);
    clock.advance(Duration.ofMillis(600));
    Probed edited = endpoints.get(4);
    edited.reconfigure(edited.endpoint, clock.instant());
    end(3, Samples.failed(TLS_NOT_TLS));
    end(1, Samples.failed(TLS_NOT_TLS));
    assertThat(results).extracting(Check::endpointId).doesNotContain(5L);
    assertThat(permits.inFlight()).isZero();
    assertThat(permits.waiting()).isZero();
  }

  @Test
  void whatNeverHealsIsAttemptedOnceAndFreshUntilItChanges() {
    Probed each = endpoints(1).get(0);
    for (int i = 0; i < 3; i++) {
      check(each);
      end(1, Samples.failed(TLS_CERTIFICATE_EXPIRED));
      assertThat(prober.modes.get(i)).isEqualTo(ConnectionMode.POOLED);
    }
    check(each);
    end(1, Samples.failed(RESPONSE_CLOSED));
    assertThat(prober.modes.get(3)).isEqualTo(ConnectionMode.FRESH);
    assertThat(results.get(3).attempts()).as("one attempt, whatever comes of it").hasSize(1);
    check(each);
    end(1, passed());
    assertThat(prober.modes.get(4)).as("another class").isEqualTo(ConnectionMode.POOLED);
  }
}
