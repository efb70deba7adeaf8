package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.CheckLoop;
import io.probity.alert.EndpointEvents;
import io.probity.db.Db;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Timeouts;
import io.probity.health.HealthState;
import io.probity.health.HealthStore;
import io.probity.net.LoopbackEgress;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import io.probity.probe.http.PoolSettings;
import io.probity.probe.http.ProbeLoop;
import io.probity.probe.http.VertxProber;
import io.probity.testing.AlertSettings;
import io.probity.testing.HeardOutbox;
import io.probity.testing.OwnedShards;
import io.probity.testing.Samples;
import io.probity.testing.TargetServer;
import io.probity.testing.TestPostgres;
import io.probity.tls.ChainVerdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Thousands of targets that swallow SYNs, and some that answer: on real sockets and real time. */
class BlackHoleTest {
  private static final int BLACK_HOLES = Integer.getInteger("probity.test.black-holes", 2_000);
  private static final int HEALTHY = 200;

  private final InstantSource clock = InstantSource.system();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PermitMetrics permitMetrics = new PermitMetrics(registry);
  private final Queue<Check> results = new ConcurrentLinkedQueue<>();
  private volatile double skippedAtFirst;
  private final AtomicInteger mostInFlight = new AtomicInteger();

  private Schedule schedule(ProbeLoop probeLoop, VertxProber prober) {
    CheckLoop loop = new CheckLoop(probeLoop);
    Permits permits =
        new Permits(
            loop::execute, new Permits.Limits(20_000, 64, 20_000), System::nanoTime, permitMetrics);
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
    CheckRunner runner =
        new CheckRunner(
            permits,
            new RetryGuard(prober, loop, Runnable::run, clock, System::nanoTime),
            OwnedShards.ALL,
            (endpoint, check) -> {
              results.add(check);
              mostInFlight.accumulateAndGet(permits.inFlight(), Math::max);
            },
            new HealthKeeper(recorder, OwnedShards.ALL, events, clock, id -> {}),
            new CheckMetrics(registry),
            permitMetrics,
            clock,
            System::nanoTime,
            (endpoint, delay) -> {},
            Scrutiny.NONE);
    return new Schedule(loop, clock, runner);
  }

  private static Probed endpoint(long id, String url, Duration interval) {
    EndpointSpec like = Samples.orders("k" + id, "n" + id, url, Map.of());
    Duration total = interval;
    Timeouts timeouts =
        new Timeouts(
            shorter(Duration.ofSeconds(2), total),
            shorter(Duration.ofSeconds(3), total),
            shorter(Duration.ofSeconds(5), total),
            shorter(Duration.ofSeconds(10), total),
            total);
    EndpointSpec spec =
        new EndpointSpec(
            like.key(),
            like.name(),
            like.url(),
            like.method(),
            like.headers(),
            like.body(),
            like.auth(),
            like.secretHeaders(),
            interval,
            timeouts,
            like.retry(),
            like.connection(),
            like.pool(),
            like.redirects(),
            like.ipVersion(),
            like.maxBody(),
            like.tls(),
            like.assertions(),
            like.thresholds(),
            null,
            Map.of(),
            false,
            false,
            null);
    UUID publicId = new UUID(0x0193_0000_0000_7000L, 0x8000_0000_0000_0000L + id);
    return new Probed(
        new Endpoint(id, publicId, 0, 1, Samples.AT, Samples.AT, spec), HealthState.NEW, 0, false);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static boolean healthy(Check check) {
    return check.endpointId() <= HEALTHY;
  }

  private long count(boolean healthy) {
    return results.stream().filter(each -> healthy(each) == healthy).count();
  }

  @Test
  void leaveEveryOtherEndpointOnSchedule() throws IOException {
    List<Check> seen;
    try (ServerSocket deaf = new ServerSocket();
        TargetServer well = TargetServer.plain(with -> with.serveOk("fine"))) {
      deaf.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), 1);
      List<SocketChannel> fillers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SocketChannel filler = SocketChannel.open();
        filler.configureBlocking(false);
        filler.connect(new InetSocketAddress("127.0.0.1", deaf.getLocalPort()));
        fillers.add(filler);
      }
      seen = run(well, deaf.getLocalPort());
      for (SocketChannel filler : fillers) {
        filler.close();
      }
    }
    List<Check> fine = seen.stream().filter(BlackHoleTest::healthy).toList();
    List<Check> lost = seen.stream().filter(each -> !healthy(each)).toList();
    assertThat(fine).noneMatch(each -> each.verdict() == Verdict.DOWN);
    assertThat(fine.stream().filter(each -> each.verdict() == Verdict.UP).count())
        .isGreaterThanOrEqualTo(fine.size() * 99L / 100);
    Map<FailureClass, Long> lostBy =
        lost.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.deciding().failure().cls(), Collectors.counting()));
    assertThat(lostBy.keySet())
        .as("a machine that is busy with other things may lose time")
        .isSubsetOf(FailureClass.CONNECT_TIMEOUT, FailureClass.MONITOR_OVERLOADED);
    assertThat(lostBy.get(FailureClass.CONNECT_TIMEOUT))
        .isGreaterThanOrEqualTo(lost.size() * 95L / 100);
    int[] lags = fine.stream().mapToInt(Check::lagUs).sorted().toArray();
    int p99 = lags[lags.length * 99 / 100];
    assertThat(p99).as("lag of the healthy ones, p99 in us").isLessThan(500_000);
    assertThat(registry.counter("probity.checks.skipped").count() - skippedAtFirst).isZero();
    assertThat(mostInFlight.get()).isLessThanOrEqualTo(BLACK_HOLES + HEALTHY);
    if (Boolean.getBoolean("probity.test.print")) {
      System.out.printf(
          "healthy %d, black holes %d, lag p50 %d us, p99 %d us, max %d us, in flight %d%n",
          fine.size(),
          lost.size(),
          lags[lags.length / 2],
          p99,
          lags[lags.length - 1],
          mostInFlight.get());
    }
  }

  /** Probes them all for a while; returns what came of it until then. */
  private List<Check> run(TargetServer well, int deafPort) {
    ProbeLoop loop = ProbeLoop.start();
    VertxProber prober =
        new VertxProber(
            loop,
            new LoopbackEgress(),
            (presented, host, now) -> ChainVerdict.VALID,
            clock,
            PoolSettings.DEFAULT,
            "Probity/test");
    Schedule schedule = schedule(loop, prober);
    loop.execute(
        () -> {
          for (int id = 1; id <= HEALTHY; id++) {
            String url = well.url("h" + id + ".test", "/");
            schedule.onGrid(endpoint(id, url, Duration.ofSeconds(1)));
          }
        });
    await().atMost(Duration.ofSeconds(30)).until(() -> count(true) >= 4L * HEALTHY);
    loop.execute(
        () -> {
          results.clear(); // of a program that had just started
          skippedAtFirst = registry.counter("probity.checks.skipped").count();
          for (int id = HEALTHY + 1; id <= HEALTHY + BLACK_HOLES; id++) {
            String url = "http://b" + id + ".test:" + deafPort + "/";
            schedule.onGrid(endpoint(id, url, Duration.ofSeconds(10)));
          }
        });
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> count(true) >= 12L * HEALTHY && count(false) >= BLACK_HOLES);
    List<Check> seen = List.copyOf(results);
    loop.execute(schedule::stop);
    prober.close();
    loop.close();
    return seen;
  }
}
