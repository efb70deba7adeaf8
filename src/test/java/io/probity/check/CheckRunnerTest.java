package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.alert.EndpointEvents;
import io.probity.db.Db;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.health.ObservedState;
import io.probity.history.ResultSink;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
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
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckRunnerTest {
  private final ManualClock clock = new ManualClock(Samples.AT);
  private final ManualLoop loop = new ManualLoop(clock);
  private final AtomicLong nanos = new AtomicLong();
  private final Db db = TestPostgres.freshDb();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Permits permits =
      new Permits(loop::execute, new Permits.Limits(10, 10, 10), nanos::get, (gate, waited) -> {});
  private final List<Check> results = new ArrayList<>();
  private final ScriptedProber prober = new ScriptedProber();
  private final Recorder recorder =
      new Recorder(
          1L << 30,
          db,
          new HealthStore(db, new ObjectMapper()),
          HeardOutbox.BY_NOBODY,
          clock,
          endpointId -> {});
  private final Thread recording = new Thread(recorder, "recorder-test");
  private final Set<Integer> lost = new HashSet<>();
  private final OwnedShards shards = new OwnedShards(shard -> !lost.contains(shard));
  private final CheckRunner runner = runner(prober, (endpoint, check) -> results.add(check));
  private Probed probed = new Probed(Samples.endpoint(1, "GET"), HealthState.NEW, 0, false);

  private CheckRunner runner(Prober with, ResultSink sink) {
    EndpointEvents events = new EndpointEvents(AlertSettings.PLAIN);
    HealthKeeper health = new HealthKeeper(recorder, shards, events, clock, endpointId -> {});
    return new CheckRunner(
        permits,
        new RetryGuard(with, loop, Runnable::run, clock, nanos::get),
        shards,
        sink,
        health,
        new CheckMetrics(registry),
        new PermitMetrics(registry),
        clock,
        nanos::get,
        (endpoint, delay) -> {},
        Scrutiny.NONE);
  }

  @BeforeEach
  void start() {
    recording.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    recorder.stop();
    recording.join(10_000);
  }

  private void check(CheckRunner by) {
    by.run(probed, clock.instant(), Trigger.SCHEDULE, true);
    loop.run();
  }

  private double skipped() {
    return registry.counter("probity.checks.skipped").count();
  }

  private List<String> periods() {
    await().until(() -> recorder.backlog() == 0);
    return db.list(
        "SELECT state || '@' || extract(epoch FROM from_at - ?)::bigint FROM health_period ORDER BY from_at",
        row -> row.getString(1),
        Samples.AT);
  }

  @Test
  void anEditDoesNotWaitForTheCheckUnderWay() {
    CompletableFuture<Attempt> never = new CompletableFuture<>();
    prober.hangs(never);
    check(runner);
    check(runner);
    assertThat(skipped()).isEqualTo(1);
    Endpoint old = probed.endpoint;
    probed.reconfigure(
        new Endpoint(1, old.publicId(), old.shard(), 2, Samples.AT, Samples.AT, old.spec()),
        clock.instant());
    check(runner);
    assertThat(results).as("the check by the new configuration").hasSize(1);
    assertThat(permits.inFlight()).isEqualTo(1);
    never.complete(Samples.failed(FailureClass.TLS_CERTIFICATE_EXPIRED));
    loop.run();
    assertThat(results).as("the old one is history all the same").hasSize(2);
    assertThat(permits.inFlight()).isZero();
    assertThat(probed.health.recent()).as("and counts for nothing").hasSize(1);
  }

  @Test
  void aCheckThatNeverEndsIsGivenUp() {
    prober.hangs(new CompletableFuture<>());
    check(runner);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    check(runner);
    assertThat(skipped()).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    check(runner);
    assertThat(results).hasSize(1);
    assertThat(permits.inFlight()).isZero();
  }

  @Test
  void aProberThatThrowsIsAFaultOfOursAndTheNextCheckRuns() {
    CheckRunner broken =
        runner(
            new Prober() {
              @Override
              public CompletionStage<Attempt> attempt(
                  Endpoint endpoint, ConnectionMode mode, Duration budget) {
                throw new IllegalStateException("a bug");
              }

              @Override
              public void forget(long endpointId) {}
            },
            (endpoint, check) -> results.add(check));
    for (int i = 1; i <= 2; i++) {
      check(broken);
      int made = i;
      await()
          .until(
              () -> {
                loop.run();
                return results.size() == made;
              });
    }
    assertThat(results).allMatch(each -> each.verdict() == Verdict.UNKNOWN);
    assertThat(permits.inFlight()).isZero();
  }

  @Test
  void aResultThatCannotBeTakenEndsItsCheckAllTheSame() {
    CheckRunner broken =
        runner(
            prober,
            (endpoint, check) -> {
              throw new IllegalStateException("a bug");
            });
    check(broken);
    check(broken);
    assertThat(prober.modes()).hasSize(2);
    assertThat(permits.inFlight()).isZero();
    assertThat(probed.running).isNull();
  }

  @Test
  void whatIsNotOwnedIsNotChecked() {
    lost.add(probed.endpoint.shard());
    check(runner);
    assertThat(prober.modes()).isEmpty();
    assertThat(permits.inFlight()).isZero();
  }

  @Test
  void silenceIsAccountedAsUnknownAndTheStateBeforeGoesOn() {
    check(runner);
    clock.advance(Duration.ofSeconds(2));
    check(runner);
    clock.advance(Duration.ofHours(1));
    check(runner);
    assertThat(periods()).containsExactly("0@0", "3@5", "0@3602");
    assertThat(probed.health.observed()).isEqualTo(ObservedState.UP);
    assertThat(probed.health.since()).isEqualTo(Samples.AT);
  }

  @Test
  void aFailureSeenAfterSilenceDoesNotReachBackBeyondIt() {
    check(runner);
    clock.advance(Duration.ofSeconds(1));
    prober.fails(FailureClass.TLS_CERTIFICATE_EXPIRED);
    check(runner);
    clock.advance(Duration.ofHours(1));
    prober.fails(FailureClass.TLS_CERTIFICATE_EXPIRED, FailureClass.TLS_CERTIFICATE_EXPIRED);
    check(runner);
    assertThat(periods()).containsExactly("0@0", "3@4", "0@3601");
    clock.advance(Duration.ofSeconds(1));
    check(runner);
    assertThat(periods()).containsExactly("0@0", "3@4", "2@3601");
  }
}
