package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.CheckLoop;
import io.probity.alert.EndpointEvents;
import io.probity.alert.Event;
import io.probity.alert.EventType;
import io.probity.db.Db;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.net.LoopbackEgress;
import io.probity.probe.Check;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.probe.http.PoolSettings;
import io.probity.probe.http.ProbeLoop;
import io.probity.probe.http.VertxProber;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.OwnedShards;
import io.probity.testing.Specs;
import io.probity.testing.TestPostgres;
import io.probity.tls.ChainVerdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The reference case of the field: a target that resets three connections in a hundred. With
 * retries nobody hears of it, and the latency is what it was.
 */
class RetryReferenceTest {
  private static final double CHANCE = 0.03;
  private static final int CHECKS = 10_000;
  private static final int LANES = 8;
  private static final double TOLERATED = 1.10;

  private final InstantSource clock = InstantSource.system();
  private final ProbeLoop loop = ProbeLoop.start();
  private final VertxProber prober =
      new VertxProber(
          loop,
          new LoopbackEgress(),
          (presented, host, now) -> ChainVerdict.VALID,
          clock,
          PoolSettings.DEFAULT,
          "Probity/test");
  private final Db db = TestPostgres.freshDb();
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final Recorder recorder =
      new Recorder(
          1L << 30,
          db,
          new HealthStore(db, new ObjectMapper()),
          new HeardOutbox(events::add),
          clock,
          endpointId -> {});
  private final Thread recording = new Thread(recorder, "recorder-test");
  private final Map<Long, Runnable> next = new ConcurrentHashMap<>();
  private final Map<Long, List<Check>> checks = new ConcurrentHashMap<>();
  private final CheckRunner runner = runner();

  private CheckRunner runner() {
    EndpointEvents announcing = new EndpointEvents(AlertSettings.PLAIN);
    HealthKeeper health =
        new HealthKeeper(recorder, OwnedShards.ALL, announcing, clock, endpointId -> {});
    return new CheckRunner(
        new Permits(
            loop::execute,
            new Permits.Limits(100, 100, 100),
            System::nanoTime,
            (gate, waited) -> {}),
        new RetryGuard(prober, new CheckLoop(loop), Runnable::run, clock, System::nanoTime),
        OwnedShards.ALL,
        (endpoint, check) -> {
          checks.get(endpoint.id()).add(check);
          loop.execute(next.get(endpoint.id()));
        },
        health,
        new CheckMetrics(new SimpleMeterRegistry()),
        new PermitMetrics(new SimpleMeterRegistry()),
        clock,
        System::nanoTime,
        (probed, delay) -> {},
        Scrutiny.NONE);
  }

  @BeforeEach
  void start() {
    recording.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    prober.close();
    loop.close();
    recorder.stop();
    recording.join(10_000);
  }

  @Test
  void freshChecksOfATargetThatResetsConnectionsStayUp() throws InterruptedException {
    try (FlakyTarget target = new FlakyTarget(false, CHANCE, 0)) {
      compare("fresh, HTTP", Specs.of(target.url()).connection(ConnectionMode.FRESH));
      assertThat(target.resets()).isGreaterThan((int) (CHECKS * CHANCE));
    }
  }

  @Test
  void pooledChecksOfATargetThatResetsConnectionsAndRequestsStayUp() throws InterruptedException {
    try (FlakyTarget target = new FlakyTarget(true, CHANCE, CHANCE)) {
      compare("pooled, HTTPS", Specs.of(target.url()).connection(ConnectionMode.POOLED));
      assertThat(target.resets()).isGreaterThan((int) (CHECKS * CHANCE));
    }
  }

  /**
   * Each lane checks an endpoint with retries and one without in turn, so that both meet the same
   * machine.
   */
  private void compare(String title, Specs specs) throws InterruptedException {
    CountDownLatch lanes = new CountDownLatch(LANES);
    List<Endpoint> without = endpoints(specs.attempts(1), 1);
    List<Endpoint> with = endpoints(specs.attempts(3), 1 + LANES);
    for (int lane = 0; lane < LANES; lane++) {
      run(
          new Probed(without.get(lane), HealthState.NEW, 0, false),
          new Probed(with.get(lane), HealthState.NEW, 0, false),
          lanes);
    }
    assertThat(lanes.await(60, TimeUnit.SECONDS)).as("all checks ended").isTrue();
    await().until(() -> recorder.backlog() == 0);
    Outcome before = new Outcome(without);
    Outcome after = new Outcome(with);
    System.out.printf("%s%n  without retries %s%n  with retries    %s%n", title, before, after);

    assertThat(before.down).as("down without retries").isPositive();
    assertThat(after.down).as("down with retries").isLessThanOrEqualTo(3);
    assertThat(after.repeated).as("checks with more than one attempt").isPositive();
    assertThat(after.announced).as("endpoint.down with retries").isZero();
    assertThat(after.mean()).isLessThanOrEqualTo(before.mean() * TOLERATED);
    assertThat(after.quantile(0.95)).isLessThanOrEqualTo(before.quantile(0.95) * TOLERATED);
  }

  private List<Endpoint> endpoints(Specs specs, int firstId) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int id = firstId; id < firstId + LANES; id++) {
      endpoints.add(specs.endpoint(id));
      checks.put((long) id, new ArrayList<>());
    }
    return endpoints;
  }

  private void run(Probed one, Probed other, CountDownLatch lanes) {
    next.put(one.endpoint.id(), () -> check(other));
    next.put(
        other.endpoint.id(),
        () -> {
          if (checks.get(other.endpoint.id()).size() < CHECKS / LANES) {
            check(one);
          } else {
            lanes.countDown();
          }
        });
    loop.execute(() -> check(one));
  }

  private void check(Probed probed) {
    Instant now = clock.instant();
    runner.run(probed, now, Trigger.SCHEDULE, true);
  }

  private final class Outcome {
    private final long down;
    private final long repeated;
    private final long announced;
    private final int[] latencies;

    Outcome(List<Endpoint> endpoints) {
      List<Check> all = new ArrayList<>();
      endpoints.forEach(endpoint -> all.addAll(checks.get(endpoint.id())));
      assertThat(all).hasSize(CHECKS);
      down = all.stream().filter(check -> check.verdict() != Verdict.UP).count();
      repeated = all.stream().filter(check -> check.attempts().size() > 1).count();
      announced =
          events.stream()
              .filter(event -> event.type() == EventType.ENDPOINT_DOWN)
              .filter(event -> endpoints.contains(event.endpoint()))
              .count();
      latencies =
          all.stream().mapToInt(check -> check.deciding().timings().totalUs()).sorted().toArray();
    }

    double mean() {
      return Arrays.stream(latencies).average().orElseThrow();
    }

    double quantile(double share) {
      return latencies[(int) Math.min(latencies.length - 1L, Math.round(latencies.length * share))];
    }

    @Override
    public String toString() {
      return ("%5d down, %d endpoint.down, %d checks repeated; latency mean %.3f ms, p50 %.3f,"
              + " p95 %.3f, max %.3f")
          .formatted(
              down,
              announced,
              repeated,
              mean() / 1e3,
              quantile(0.5) / 1e3,
              quantile(0.95) / 1e3,
              quantile(1) / 1e3);
    }
  }
}
