package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.PoolSpec;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.OpenConnections;
import io.probity.probe.http.PoolMeters.Closing;
import io.probity.probe.http.PoolMeters.Kind;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept, for how long, why it is closed, and how that is counted. */
class PoolTest {
  private final RecordingMeters meters = new RecordingMeters();
  private final ProberFixture probe =
      new ProberFixture(new PoolSettings(Duration.ofMinutes(10), 3, meters));

  @AfterEach
  void stop() {
    probe.close();
  }

  private static Endpoint endpoint(long id, Specs specs) {
    return new Endpoint(id, new UUID(0, id), 0, 1, Instant.EPOCH, Instant.EPOCH, specs.spec());
  }

  private void closedFor(Closing reason) {
    Awaitility.await().untilAsserted(() -> assertThat(meters.closed()).containsExactly(reason));
    assertThat(probe.sockets()).isEqualTo(probe.idle());
  }

  @Test
  void countsWhatIsOpenAndHowItWasUsed() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      probe.pooled(specs);
      probe.pooled(specs);
      probe.pooled(specs);
      assertThat(meters.idle(Kind.HTTP1)).isEqualTo(1);
      assertThat(meters.active(Kind.HTTP1)).isZero();
      assertThat(meters.opened()).isEqualTo(1);
      assertThat(meters.fresh()).isEqualTo(1);
      assertThat(meters.reused()).isEqualTo(2);
      probe.fresh(specs);
      closedFor(Closing.FINISHED);
      assertThat(meters.opened()).isEqualTo(2);
      assertThat(meters.active(Kind.HTTP1)).isZero();
    }
  }

  @Test
  void tellsWhatIsOpenForAnEndpointByOrigin() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      Endpoint endpoint = endpoint(1, specs);
      assertThat(connections(endpoint)).isEmpty();
      probe.attempt(endpoint, ConnectionMode.POOLED);
      probe.attempt(endpoint, ConnectionMode.POOLED);
      probe.attempt(endpoint(2, specs), ConnectionMode.POOLED);
      assertThat(connections(endpoint))
          .singleElement()
          .returns(server.url("x.test", ""), OpenConnections::origin)
          .returns(1, OpenConnections::idle)
          .returns(0, OpenConnections::inUse)
          .returns(2, OpenConnections::mostRequests)
          .matches(each -> each.oldestMs() >= 0 && each.oldestMs() < 60_000);
    }
  }

  @Test
  void tellsOfConnectionsThatAttemptsHold() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (TargetServer server =
        TargetServer.plain(
            with -> {
              with.request();
              asked.countDown();
              answer.await();
            })) {
      Endpoint endpoint = endpoint(1, Specs.of(server.url("x.test", "/")));
      var attempt = probe.prober.attempt(endpoint, ConnectionMode.FRESH, Duration.ofSeconds(10));
      asked.await();
      assertThat(connections(endpoint))
          .singleElement()
          .returns(0, OpenConnections::idle)
          .returns(1, OpenConnections::inUse)
          .returns(1, OpenConnections::mostRequests);
      answer.countDown();
      attempt.toCompletableFuture().join();
      assertThat(connections(endpoint)).isEmpty();
    }
  }

  private List<OpenConnections> connections(Endpoint endpoint) {
    return probe.prober.connections(endpoint).toCompletableFuture().join();
  }

  @Test
  void closesTheConnectionThatIsNeededLastBeyondTheBoundOfAll() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      Specs rare = Specs.of(server.url("x.test", "/")).interval(Duration.ofHours(1));
      probe.attempt(endpoint(1, rare), ConnectionMode.POOLED);
      for (long id : new long[] {2, 3, 4}) {
        probe.attempt(endpoint(id, specs), ConnectionMode.POOLED);
      }
      closedFor(Closing.BOUNDS);
      assertThat(probe.idle()).isEqualTo(3);
      assertThat(meters.idle(Kind.HTTP1)).isEqualTo(3);
      for (long id : new long[] {2, 3, 4}) {
        assertThat(probe.attempt(endpoint(id, specs), ConnectionMode.POOLED).reused()).isTrue();
      }
      assertThat(probe.attempt(endpoint(1, rare), ConnectionMode.POOLED).reused()).isFalse();
    }
  }

  @Test
  void mostConnectionsServeThoughThereIsOneEndpointTooMany() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      int reused = 0;
      for (int i = 0; i < 40; i++) {
        Attempt attempt = probe.attempt(endpoint(i % 4 + 1, specs), ConnectionMode.POOLED);
        reused += attempt.reused() ? 1 : 0;
      }
      assertThat(reused).isBetween(20, 36);
    }
  }

  @Test
  void idleConnectionsGiveWayToAttemptsWhereOnlySoManyMayBeOpen() {
    try (ProberFixture narrow = new ProberFixture(atMostOpen(3));
        TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      for (long id : new long[] {1, 2, 3, 4}) {
        narrow.attempt(endpoint(id, specs), ConnectionMode.POOLED);
      }
      assertThat(meters.closed()).containsExactly(Closing.BOUNDS);
      assertThat(narrow.idle()).isEqualTo(3);
      for (long id : new long[] {1, 2, 4}) {
        assertThat(narrow.attempt(endpoint(id, specs), ConnectionMode.POOLED).reused()).isTrue();
      }
    }
  }

  @Test
  void anAttemptBeyondWhatMayBeOpenIsTheMonitorsOwnFault() {
    try (ProberFixture narrow = new ProberFixture(atMostOpen(0));
        TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Attempt refused = narrow.pooled(Specs.of(server.url("x.test", "/")));
      assertThat(refused.failure())
          .extracting(Failure::cls)
          .isEqualTo(FailureClass.MONITOR_OVERLOADED);
      assertThat(narrow.sockets()).isZero();
    }
  }

  private PoolSettings atMostOpen(int most) {
    return new PoolSettings(Duration.ofMinutes(10), 100, most, meters);
  }

  @Test
  void whatIsIdleForTooLongIsClosedInTheNextRound() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      probe.pooled(Specs.of(server.url("x.test", "/")));
      lookAfter(Duration.ofSeconds(1));
      assertThat(probe.idle()).isEqualTo(1);
      lookAfter(Duration.ofMinutes(2));
      assertThat(probe.idle()).isZero();
      closedFor(Closing.IDLE);
    }
  }

  @Test
  void whatItsServerKeepsForNoTimeIsClosedAtOnce() {
    TargetServer.Script script = with -> with.serveOk("Keep-Alive: timeout=0", "ok");
    try (TargetServer server = TargetServer.plain(script)) {
      probe.pooled(Specs.of(server.url("x.test", "/")));
      closedFor(Closing.FINISHED);
    }
  }

  @Test
  void whatIsTooOldIsClosedInTheNextRound() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Duration minute = Duration.ofMinutes(1);
      probe.pooled(
          Specs.of(server.url("x.test", "/")).pool(new PoolSpec(1, Duration.ofHours(1), minute)));
      lookAfter(minute);
      closedFor(Closing.AGE);
    }
  }

  private void lookAfter(Duration later) {
    probe.onLoop(
        () -> {
          probe.prober.lookAfter(System.nanoTime() + later.toNanos(), true);
          return later;
        });
  }

  @Test
  void anIdleConnectionKeepsNothingOfItsAttempts() {
    TestCa.Issued identity = TestCa.root("Idle root").leaf("x.test");
    try (TargetServer server = TargetServer.tls(identity, with -> with.serveOk("fine"))) {
      WeakReference<Attempt> attempt =
          new WeakReference<>(probe.pooled(Specs.of(server.url("x.test", "/"))));
      assertThat(probe.idle()).isEqualTo(1);
      Awaitility.await()
          .untilAsserted(
              () -> {
                System.gc();
                assertThat(attempt.get()).isNull();
              });
    }
  }

  @Test
  void tellsWhyAConnectionWasLeft() {
    try (TargetServer server = TargetServer.plainOn("0.0.0.0", with -> with.serveOk("fine"))) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      probe.egress.resolve("x.test", server.port(), "127.0.0.2");
      probe.pooled(specs);
      probe.egress.resolve("x.test", server.port(), "127.0.0.3");
      probe.pooled(specs);
      closedFor(Closing.ADDRESS);
      probe.prober.forget(1);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(meters.closed()).containsExactly(Closing.ADDRESS, Closing.FORGOTTEN));
      assertThat(meters.idle(Kind.HTTP1)).isZero();
      assertThat(meters.active(Kind.HTTP1)).isZero();
    }
  }

  @Test
  void tellsThePeersClosingFromAFailure() {
    try (TargetServer server =
        TargetServer.plain(
            with -> {
              with.request();
              with.ok("once");
            })) {
      probe.pooled(Specs.of(server.url("x.test", "/")));
      closedFor(Closing.CLOSED_BY_PEER);
    }
    try (TargetServer server =
        TargetServer.plain(
            with -> {
              with.request();
              with.send("this is not HTTP\r\n\r\n");
              with.drain();
            })) {
      probe.pooled(Specs.of(server.url("x.test", "/")));
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(meters.closed())
                      .containsExactly(Closing.CLOSED_BY_PEER, Closing.FAILED));
    }
  }

  @Test
  void aRotatedCertificateIsSeenWithinTheMaximumAge() {
    TestCa root = TestCa.root("Rotating root");
    TestCa.Issued old = root.leaf("x.test");
    TestCa.Issued rotated = root.leaf("x.test");
    AtomicReference<SSLContext> presented = new AtomicReference<>(TargetServer.contextOf(old));
    TargetServer.Script script =
        with -> {
          with.secure(presented.get(), socket -> {});
          with.serveOk("fine");
        };
    Duration maxAge = Duration.ofMillis(400);
    try (TargetServer server = TargetServer.rawTls(script)) {
      Specs specs =
          Specs.of(server.url("x.test", "/")).pool(new PoolSpec(1, Duration.ofMinutes(1), maxAge));
      long opened = System.nanoTime();
      assertThat(probe.pooled(specs).tls().chain()).isEqualTo(old.chain());
      presented.set(TargetServer.contextOf(rotated));
      Attempt attempt = probe.pooled(specs);
      while (attempt.tls().chain().equals(old.chain())) {
        assertThat(System.nanoTime() - opened).isLessThan(maxAge.plusSeconds(5).toNanos());
        assertThat(attempt.connection().ageMs()).isLessThanOrEqualTo(maxAge.toMillis());
        attempt = probe.pooled(specs);
      }
      assertThat(attempt.failure()).isNull();
      assertThat(attempt.tls().chain()).isEqualTo(rotated.chain());
      closedFor(Closing.AGE);
    }
  }
}
