package io.probity.check;

import static io.probity.endpoint.ConnectionMode.FRESH;
import static io.probity.endpoint.ConnectionMode.POOLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.alert.EndpointEvents;
import io.probity.db.Db;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.PoolSpec;
import io.probity.endpoint.Severity;
import io.probity.health.HealthStore;
import io.probity.health.StoredHealth;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import io.probity.probe.Finding;
import io.probity.probe.Prober;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.ManualClock;
import io.probity.testing.ManualLoop;
import io.probity.testing.OwnedShards;
import io.probity.testing.Samples;
import io.probity.testing.ScriptedProber;
import io.probity.testing.Specs;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class OnDemandTest {
  private static final int PER_ORIGIN = 3;
  private static final int IN_LINE = 2;
  private static final int MOST = 3;

  private final ManualClock clock = new ManualClock(Samples.AT);
  private final ManualLoop loop = new ManualLoop(clock);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Db db = TestPostgres.freshDb();
  private final Permits permits =
      new Permits(
          loop::execute,
          new Permits.Limits(10, PER_ORIGIN, IN_LINE),
          this::nanos,
          (gate, waited) -> {});
  private final ScriptedProber script = new ScriptedProber();
  private final Seen prober = new Seen();
  private final List<Check> results = new ArrayList<>();
  private final List<Trigger> regular = new ArrayList<>();
  private final Endpoint endpoint = Samples.endpoint(1, "GET");
  private final CheckRequestStore requests = new CheckRequestStore(db);
  private boolean owned = true;
  private final OwnedShards shards = new OwnedShards(shard -> owned);
  private final Probing probing = probing();
  private final OnDemand onDemand =
      new OnDemand(
          permits,
          new RetryGuard(prober, loop, Runnable::run, clock, () -> 0L),
          prober,
          probing,
          shards,
          requests,
          (each, check) -> results.add(check),
          new CheckMetrics(registry),
          loop,
          clock,
          MOST);

  /** What is asked of the prober, by the number of the endpoint. */
  private final class Seen implements Prober {
    final List<Long> attempted = new ArrayList<>();
    final List<Long> forgotten = new ArrayList<>();

    @Override
    public CompletionStage<Attempt> attempt(Endpoint each, ConnectionMode mode, Duration budget) {
      attempted.add(each.id());
      return script.attempt(each, mode, budget);
    }

    @Override
    public void forget(long endpointId) {
      forgotten.add(endpointId);
    }
  }

  private Probing probing() {
    Recorder recorder =
        new Recorder(
            1L << 30,
            db,
            new HealthStore(db, new ObjectMapper()),
            HeardOutbox.BY_NOBODY,
            clock,
            endpointId -> {});
    EndpointEvents events = new EndpointEvents(AlertSettings.PLAIN);
    HealthKeeper health = new HealthKeeper(recorder, shards, events, clock, id -> {});
    Schedule schedule =
        new Schedule(loop, clock, (each, at, trigger, onGrid) -> regular.add(trigger));
    return new Probing(loop, schedule, health, prober, clock);
  }

  /** As if it was checked a moment ago, so that its next turn is on the grid. */
  private void probe(Endpoint each) {
    probing.add(each, StoredHealth.NONE, clock.instant(), false);
    loop.run();
  }

  private Check done(CompletionStage<Check> check) {
    CompletableFuture<Check> done = check.toCompletableFuture();
    await()
        .until(
            () -> {
              loop.run();
              return done.isDone();
            });
    loop.run();
    return done.join();
  }

  @Test
  void storesAManualCheckWithEveryAttempt() {
    script.fails(FailureClass.CONNECT_REFUSED, FailureClass.RESPONSE_RESET);
    Check check = done(onDemand.check(endpoint));
    assertThat(check.trigger()).isEqualTo(Trigger.MANUAL);
    assertThat(check.verdict()).isEqualTo(Verdict.UP);
    assertThat(check.attempts()).hasSize(3);
    assertThat(check.endpointId()).isEqualTo(endpoint.id());
    assertThat(check.at()).isEqualTo(Samples.AT);
    assertThat(results).containsExactly(check);
  }

  @Test
  void storesNothingOfATrial() {
    script.fails(FailureClass.TLS_CERTIFICATE_EXPIRED);
    Check check = done(onDemand.tryOut(endpoint.spec()));
    assertThat(check.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(results).isEmpty();
    assertThat(requests.take(List.of(endpoint.shard()))).isEmpty();
  }

  @Test
  void usesThePoolOfAnEndpointThatIsProbedHere() {
    probe(endpoint);
    done(onDemand.check(endpoint));
    assertThat(script.modes()).containsExactly(POOLED);
    assertThat(prober.attempted).containsExactly(1L);
    assertThat(prober.forgotten).isEmpty();
  }

  @Test
  void leavesNoConnectionBehindWhereTheEndpointIsNotProbed() {
    done(onDemand.check(endpoint));
    probe(endpoint);
    done(onDemand.check(with(endpoint, 2, endpoint.spec())));
    done(onDemand.tryOut(endpoint.spec()));
    assertThat(script.modes()).containsOnly(POOLED);
    assertThat(prober.attempted).doesNotHaveDuplicates().allMatch(id -> id < 0);
    assertThat(prober.forgotten).isEqualTo(prober.attempted);
  }

  @Test
  void retriesAsTheEndpointSaysAndOnFreshConnections() {
    script.fails(
        FailureClass.CONNECT_REFUSED, FailureClass.CONNECT_REFUSED, FailureClass.CONNECT_REFUSED);
    assertThat(done(onDemand.check(endpoint)).attempts()).hasSize(3);
    assertThat(script.modes()).containsExactly(POOLED, FRESH, FRESH);
  }

  @Test
  void bringsTheNextCheckForwardToWithinASecond() {
    Endpoint seldom = with(endpoint, 1, Samples.orders(null, "a", "http://127.0.0.1:1/", Map.of()));
    probe(seldom);
    loop.advance(seldom.spec().interval());
    regular.clear();
    done(onDemand.check(seldom));
    loop.advance(Duration.ofSeconds(1));
    assertThat(regular).containsExactly(Trigger.SCHEDULE);
  }

  @Test
  void bringsForwardOneCheckASecondHoweverOftenItIsAsked() {
    Endpoint seldom = with(endpoint, 1, Samples.orders(null, "a", "http://127.0.0.1:1/", Map.of()));
    probe(seldom);
    loop.advance(seldom.spec().interval());
    regular.clear();
    for (int i = 0; i < 39; i++) {
      done(onDemand.check(seldom));
      loop.advance(Duration.ofMillis(100));
    }
    assertThat(regular).hasSize(4);
    loop.advance(Duration.ofSeconds(1));
    assertThat(regular).hasSize(5);
    loop.setClockBack(Duration.ofHours(1));
    done(onDemand.check(seldom));
    loop.advance(Duration.ofSeconds(1));
    assertThat(regular).hasSize(6);
  }

  @Test
  void leavesThePlanOfAPausedEndpointAlone() {
    Endpoint paused = with(endpoint, 1, endpoint.spec().withPaused(true));
    probe(paused);
    done(onDemand.check(paused));
    owned = false;
    done(onDemand.check(paused));
    loop.advance(Duration.ofSeconds(2));
    assertThat(results).hasSize(2);
    assertThat(regular).isEmpty();
    assertThat(requests.take(List.of(paused.shard()))).isEmpty();
  }

  @Test
  void asksWhoeverProbesTheEndpointOnce() {
    owned = false;
    done(onDemand.check(endpoint));
    done(onDemand.check(endpoint));
    assertThat(requests.take(List.of(endpoint.shard() + 1))).isEmpty();
    assertThat(requests.take(List.of())).isEmpty();
    assertThat(requests.take(List.of(7, endpoint.shard()))).containsExactly(endpoint.id());
    assertThat(requests.take(List.of(endpoint.shard()))).isEmpty();
  }

  @Test
  void refusesMoreThanItsShareAtOnce() {
    CompletableFuture<Attempt> slow = new CompletableFuture<>();
    script.hangs(slow);
    List<CompletionStage<Check>> underWay = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      underWay.add(onDemand.tryOut(endpoint.spec()));
    }
    assertThatThrownBy(() -> onDemand.tryOut(endpoint.spec()))
        .isInstanceOf(TooManyChecks.class)
        .hasMessageContaining("probity.probe.on-demand");
    assertThatThrownBy(() -> onDemand.check(endpoint)).isInstanceOf(TooManyChecks.class);
    loop.run();
    slow.complete(Samples.answered(200, Map.of()));
    underWay.forEach(this::done);
    assertThat(done(onDemand.check(endpoint)).verdict()).isEqualTo(Verdict.UP);
    assertThat(permits.inFlight()).isZero();
  }

  @Test
  void waitsForAPermitAndSaysHowLong() {
    Permit held = takeAllPermits().element();
    CompletionStage<Check> check = onDemand.check(endpoint);
    loop.advance(Duration.ofMillis(300));
    assertThat(check.toCompletableFuture()).isNotDone();
    permits.release(held);
    assertThat(done(check).lagUs()).isEqualTo(300_000);
    assertThat(done(check).at()).isEqualTo(Samples.AT.plusMillis(300));
  }

  @Test
  void waitsForTheCheckThatUsesTheEndpointsOwnPool() {
    Endpoint narrow = with(endpoint, 1, pooledByOne());
    probe(narrow);
    Permit scheduled = hold(Claim.of(narrow, Probed.originOf(narrow)));
    CompletionStage<Check> check = onDemand.check(narrow);
    loop.advance(Duration.ofMillis(200));
    assertThat(permits.waiting(Gate.ENDPOINT)).isEqualTo(1);
    assertThat(prober.attempted).isEmpty();
    permits.release(scheduled);
    assertThat(done(check).lagUs()).isEqualTo(200_000);
    assertThat(prober.attempted).containsExactly(narrow.id());
  }

  @Test
  void trialsDoNotWaitForEachOther() {
    script.hangs(new CompletableFuture<>()).hangs(new CompletableFuture<>());
    onDemand.tryOut(pooledByOne());
    onDemand.tryOut(pooledByOne());
    loop.run();
    assertThat(prober.attempted).hasSize(2);
  }

  @Test
  void anEndpointThatIsEditedMeanwhileLendsItsPoolNoMore() {
    probe(endpoint);
    Permit held = takeAllPermits().element();
    CompletionStage<Check> check = onDemand.check(endpoint);
    loop.run();
    probing.change(with(endpoint, endpoint.revision() + 1, endpoint.spec()));
    loop.run();
    permits.release(held);
    assertThat(done(check).endpointId()).isEqualTo(endpoint.id());
    assertThat(prober.attempted).singleElement().matches(id -> id < 0);
    assertThat(prober.forgotten).contains(prober.attempted.get(0));
  }

  @Test
  void givesUpWaitingForAPermitAndItsPlaceInLine() {
    Queue<Permit> held = takeAllPermits();
    CompletableFuture<Check> check = onDemand.check(endpoint).toCompletableFuture();
    loop.advance(endpoint.spec().timeouts().total());
    assertThat(refusal(check)).hasMessageContaining("within the total timeout");
    assertThat(permits.waiting()).isZero();
    held.forEach(permits::release);
    loop.run();
    assertThat(prober.attempted).isEmpty();
    assertThat(permits.inFlight()).isZero();
    assertThat(done(onDemand.check(endpoint)).verdict()).isEqualTo(Verdict.UP);
  }

  @Test
  void isRefusedWhereTheLinesAreFull() {
    takeAllPermits();
    for (int i = 0; i < IN_LINE; i++) {
      hold(Claim.of(Samples.endpoint(7 + i, "GET"), Probed.originOf(endpoint)));
    }
    CompletableFuture<Check> check = onDemand.check(endpoint).toCompletableFuture();
    loop.run();
    assertThat(refusal(check)).hasMessageContaining("probity.probe.max-waiting");
    assertThat(results).isEmpty();
    assertThat(permits.waiting()).isEqualTo(IN_LINE);
  }

  @Test
  void sharesTheVerdictOfThoseItWaitedForInVain() {
    Queue<Permit> held = takeAllPermits();
    fail(held, 2);
    CompletionStage<Check> check = onDemand.check(endpoint);
    loop.advance(Duration.ofMillis(600));
    fail(held, 1);
    Check shared = done(check);
    assertThat(shared.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(shared.failure().cls()).isEqualTo(FailureClass.CONNECT_TIMEOUT);
    assertThat(shared.failure().evidence()).containsEntry("shared", true);
    assertThat(shared.trigger()).isEqualTo(Trigger.MANUAL);
    assertThat(shared.lagUs()).isEqualTo(600_000);
    assertThat(results).containsExactly(shared);
    assertThat(prober.attempted).isEmpty();
    held.forEach(permits::release);
    assertThat(permits.inFlight()).isZero();
  }

  @Test
  void sharesThatVerdictWhereTheLinesAreFullToo() {
    fail(takeAllPermits(), 3);
    for (int i = 0; i < IN_LINE; i++) {
      hold(Claim.of(Samples.endpoint(7 + i, "GET"), Probed.originOf(endpoint)));
    }
    Check shared = done(onDemand.tryOut(endpoint.spec()));
    assertThat(shared.failure().evidence()).containsEntry("shared", true);
    assertThat(results).isEmpty();
  }

  @Test
  void aTrialThatFailsSaysNothingOfTheOrigin() {
    Queue<Permit> held = takeAllPermits();
    fail(held, 3);
    permits.release(held.remove());
    script.fails(FailureClass.RESPONSE_TIMEOUT, FailureClass.RESPONSE_TIMEOUT);
    script.fails(FailureClass.RESPONSE_TIMEOUT);
    done(onDemand.tryOut(endpoint.spec()));
    assertThat(permits.failing(held.element())).as("after a trial").isNotNull();
    done(onDemand.check(endpoint));
    assertThat(permits.failing(held.element())).as("after a check that passed").isNull();
  }

  @Test
  void countsItsAttemptsAmongTheRequestsAndNotItselfAmongTheChecks() {
    script.fails(FailureClass.CONNECT_REFUSED);
    done(onDemand.tryOut(endpoint.spec()));
    done(onDemand.check(endpoint));
    assertThat(registry.get("http.client.request.duration").timer().count()).isEqualTo(2);
    assertThat(
            registry
                .get("http.connection.errors")
                .tag("error_type", "connect.refused")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(registry.find("probity.checks").counters())
        .isNotEmpty()
        .allMatch(each -> each.count() == 0);
    assertThat(registry.get("probity.check.retries").counter().count()).isZero();
  }

  @Test
  void tellsWhatCameOfEachAssertionOnTheLastAttempt() {
    Endpoint checked =
        Specs.of("http://h.example/")
            .assertions(
                new Assertion.Status(List.of("204"), Severity.DEGRADED),
                new Assertion.Latency(Duration.ofHours(1), Severity.DEGRADED))
            .endpoint(9);
    script.fails(FailureClass.CONNECT_REFUSED);
    assertThat(done(onDemand.check(checked)).findings())
        .extracting(Finding::source, Finding::passed)
        .containsExactly(tuple("status", false), tuple("latency", true));
    script.fails(FailureClass.TLS_CERTIFICATE_EXPIRED);
    assertThat(done(onDemand.tryOut(checked.spec())).findings())
        .extracting(Finding::source, Finding::passed)
        .containsExactly(tuple("status", null), tuple("latency", null));
  }

  @Test
  void aBugOfOursEndsAsAnAnswerAndGivesThePermitBack() {
    script.hangs(CompletableFuture.failedFuture(new IllegalStateException("a bug")));
    Check check = done(onDemand.check(endpoint));
    assertThat(check.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(permits.inFlight()).isZero();
  }

  private long nanos() {
    return Duration.between(Samples.AT, clock.instant()).toNanos();
  }

  private static EndpointSpec pooledByOne() {
    PoolSpec one = new PoolSpec(1, Duration.ofSeconds(60), Duration.ofMinutes(10));
    return Specs.of(Samples.endpoint(1, "GET").spec().url().toString()).pool(one).spec();
  }

  private Permit hold(Claim claim) {
    Permit permit =
        new Permit(
            claim,
            new Permit.Holder() {
              @Override
              public void admitted() {}

              @Override
              public void spared(OriginFailure why) {}
            });
    assertThat(permits.enter(permit)).isTrue();
    return permit;
  }

  private Queue<Permit> takeAllPermits() {
    Queue<Permit> held = new ArrayDeque<>();
    for (int i = 0; i < PER_ORIGIN; i++) {
      held.add(hold(Claim.of(Samples.endpoint(100 + i, "GET"), Probed.originOf(endpoint))));
    }
    return held;
  }

  /** So many end in failure, and others take their permits unless somebody waits. */
  private void fail(Queue<Permit> held, int count) {
    for (int i = 0; i < count; i++) {
      Permit ended = held.remove();
      permits.ended(ended, FailureClass.CONNECT_TIMEOUT);
      held.add(hold(ended.claim));
    }
  }

  private static Throwable refusal(CompletableFuture<Check> check) {
    return assertThat(check)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(TooManyChecks.class)
        .actual()
        .getCause();
  }

  private static Endpoint with(Endpoint endpoint, long revision, EndpointSpec spec) {
    return new Endpoint(
        endpoint.id(),
        endpoint.publicId(),
        endpoint.shard(),
        revision,
        Samples.AT,
        Samples.AT,
        spec);
  }
}
