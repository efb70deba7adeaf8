package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ResourceLeakDetector;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Severity;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.testing.Conversation;
import io.probity.testing.LogEar;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import javax.net.ssl.SSLParameters;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of damaged responses, the same ones in every run: each attempt ends on time with a
 * class that is not ours, and neither a socket nor a word in the log is left.
 */
class HostileTargetsTest {
  private static final int AT_ONCE = 8;
  private static final Duration BUDGET = Duration.ofMillis(1_000);
  private static final Duration GRACE = Duration.ofMillis(250);
  private static final TestCa.Issued IDENTITY = TestCa.root("Hostile root").leaf("x.test");
  private static final Assertion READS =
      new Assertion.Body(new Assertion.TextTest.Contains("fine"), Severity.DOWN);

  private final Queue<String> words = new ConcurrentLinkedQueue<>();
  private final LogEar ear = LogEar.on(Level.WARNING, words);
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  @BeforeEach
  void listen() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  @AfterEach
  void stop() {
    ear.close();
    ResourceLeakDetector.setLevel(before);
  }

  @Test
  void damagedResponsesInClearEndOnTimeWithAClass() throws InterruptedException {
    try (TargetServer server = TargetServer.plain(HostileTargetsTest::answerDamaged)) {
      endsWell(SslProvider.JDK, server, 1_200);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void damagedResponsesOverTlsEndOnTimeWithAClass(SslProvider engine) throws InterruptedException {
    try (TargetServer server = TargetServer.tls(IDENTITY, HostileTargetsTest::answerDamaged)) {
      endsWell(engine, server, 200);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void damagedHandshakesEndOnTimeWithAClass(SslProvider engine) throws InterruptedException {
    AtomicInteger connections = new AtomicInteger();
    TargetServer.Script script =
        with -> {
          with.firstByte();
          int number = connections.getAndIncrement();
          with.send(Damage.numbered(number).handshake());
          end(with, number);
        };
    try (TargetServer server = TargetServer.rawTls(script)) {
      endsWell(engine, server, 200);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void damagedFramesEndOnTimeWithAClass(SslProvider engine) throws InterruptedException {
    AtomicInteger connections = new AtomicInteger();
    TargetServer.Script script =
        with -> {
          int number = connections.getAndIncrement();
          with.receive(24);
          if (number % 2 == 1) {
            awaitHttp2Request(with);
          }
          with.send(Damage.numbered(number).frames());
          end(with, number);
        };
    try (TargetServer server =
        TargetServer.tls(
            TargetServer.contextOf(IDENTITY),
            socket -> {
              SSLParameters parameters = socket.getSSLParameters();
              parameters.setApplicationProtocols(new String[] {"h2"});
              socket.setSSLParameters(parameters);
            },
            script)) {
      endsWell(engine, server, 250);
    }
  }

  /** It comes after sound SETTINGS, as a HEADERS frame (RFC 9113 section 6.2). */
  private static void awaitHttp2Request(Conversation with) throws IOException {
    with.send(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
    byte[] header;
    do {
      header = with.read(9);
      with.read((header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff);
    } while (header[3] != 1);
  }

  private static void answerDamaged(Conversation with) throws IOException, InterruptedException {
    while (true) {
      int number = Integer.parseInt(with.request().target().substring(1));
      with.send(Damage.numbered(number).response());
      if (number % 3 != 0) {
        end(with, number);
        return;
      }
    }
  }

  private static void end(Conversation with, int number) throws IOException, InterruptedException {
    switch (number % 7) {
      case 0, 1 -> with.reset();
      case 2, 3 -> with.finish();
      case 4 -> {
        return;
      }
      default -> with.drain();
    }
  }

  private void endsWell(SslProvider engine, TargetServer server, int attempts)
      throws InterruptedException {
    try (ProberFixture probe = new ProberFixture(engine)) {
      assertThat(probe.fresh(Specs.of("http://127.0.0.1:" + TargetServer.closedPort())).failure())
          .isNotNull();
      Queue<String> wrong = new ConcurrentLinkedQueue<>();
      Semaphore free = new Semaphore(AT_ONCE);
      for (int i = 0; i < attempts; i++) {
        free.acquire();
        int number = i;
        Endpoint endpoint = specs(server, number).endpoint();
        ConnectionMode mode = i % 2 == 0 ? ConnectionMode.POOLED : ConnectionMode.FRESH;
        CompletableFuture<Attempt> done =
            probe.prober.attempt(endpoint, mode, BUDGET).toCompletableFuture();
        inTime(probe.eventLoop(), done, () -> wrong.add(number + " took too long"));
        done.whenComplete(
            (attempt, bug) -> {
              if (bug != null || ours(attempt)) {
                wrong.add("%d: %s %s".formatted(number, attempt, bug));
              }
              free.release();
            });
      }
      assertThat(free.tryAcquire(AT_ONCE, 20, TimeUnit.SECONDS)).isTrue();
      assertThat(wrong).isEmpty();
      assertThat(probe.onLoop(probe.prober::running)).isZero();
      Awaitility.await().untilAsserted(() -> assertThat(probe.sockets()).isEqualTo(probe.idle()));
      Awaitility.await()
          .untilAsserted(() -> assertThat(probe.onLoop(probe.prober::handshakes)).isZero());
    }
    System.gc();
    assertThat(words).isEmpty();
  }

  /** By the loop's own timers, so that a busy machine delays both alike. */
  private static void inTime(EventLoop loop, CompletableFuture<Attempt> done, Runnable late) {
    Runnable look =
        () -> {
          if (!done.isDone()) {
            late.run();
          }
        };
    long nanos = BUDGET.plus(GRACE).toNanos();
    loop.execute(() -> loop.schedule(look, nanos, TimeUnit.NANOSECONDS));
  }

  /** Whether it is called our fault, but for a loop that a busy machine has kept waiting. */
  private static boolean ours(Attempt attempt) {
    Failure failure = attempt.failure();
    return failure != null
        && failure.cls().ours()
        && !failure.evidence().containsKey("loopDelayMs");
  }

  private static Specs specs(TargetServer server, int number) {
    Specs specs =
        Specs.of(server.url("x.test", "/" + number))
            .maxBody(4_096)
            .timeoutsMs(500, 400, 200, BUDGET.toMillis());
    specs = number % 5 == 0 ? specs.method("HEAD", null) : specs;
    return number % 4 == 0 ? specs.assertions(READS) : specs;
  }
}
