package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.Assertion;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Severity;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.http.PoolMeters.Closing;
import io.probity.probe.http.PoolMeters.Kind;
import io.probity.probe.http.PoolMeters.Leak;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults of our own that nobody would notice otherwise, made on purpose. */
class LeakCheckTest {
  private static final Logger LOG = Logger.getLogger(LeakCheck.class.getName());

  private final RecordingMeters meters = new RecordingMeters();
  private final ProberFixture probe =
      new ProberFixture(new PoolSettings(Duration.ofMinutes(10), 100, meters));
  private final Queue<String> words = new ConcurrentLinkedQueue<>();
  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          words.add(
              record.getParameters() == null
                  ? record.getMessage()
                  : String.format(record.getMessage(), record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(ear);
  }

  @AfterEach
  void stop() {
    LOG.removeHandler(ear);
    probe.close();
  }

  private void lookAfter(Duration later, boolean punctual) {
    probe.onLoop(
        () -> {
          probe.prober.lookAfter(System.nanoTime() + later.toNanos(), punctual);
          return later;
        });
  }

  @Test
  void aConnectionThatNobodyGaveBackIsReportedAndClosed() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Endpoint endpoint = Specs.of(server.url("x.test", "/")).endpoint();
      meters.failWhenGivenBack(true);
      Assertions.assertThatThrownBy(
              () ->
                  probe
                      .prober
                      .attempt(endpoint, ConnectionMode.POOLED, Duration.ofSeconds(4))
                      .toCompletableFuture()
                      .join())
          .isInstanceOf(CompletionException.class);
      meters.failWhenGivenBack(false);
      assertThat(probe.sockets()).isEqualTo(1);
      assertThat(meters.active(Kind.HTTP1)).isEqualTo(1);

      lookAfter(Duration.ofSeconds(5), true);
      lookAfter(Duration.ofSeconds(60), false);
      assertThat(meters.leaks()).isEmpty();
      assertThat(probe.sockets()).isEqualTo(1);

      lookAfter(Duration.ofSeconds(10), true);
      lookAfter(Duration.ofSeconds(20), true);
      Awaitility.await().until(() -> probe.sockets() == 0);
      assertThat(meters.leaks()).containsExactly(Leak.CONNECTION);
      assertThat(meters.closed()).containsExactly(Closing.LEAKED);
      assertThat(meters.active(Kind.HTTP1)).isZero();
      assertThat(words)
          .singleElement()
          .asString()
          .contains(endpoint.publicId().toString(), "127.0.0.1:" + server.port(), "phase transfer")
          .containsPattern("made 1?\\d{4} ms ago");
    }
  }

  @Test
  void anAttemptThatOutlivesItsBudgetIsGivenUp() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(2);
    CountDownLatch free = new CountDownLatch(1);
    for (int worker = 0; worker < 2; worker++) {
      probe.blockWorker(busy, free);
    }
    assertThat(busy.await(5, TimeUnit.SECONDS)).isTrue();
    TargetServer.Script coded =
        with -> {
          with.request();
          with.respond("200 OK", "Content-Encoding: gzip", "zzzz");
          with.drain();
        };
    try (TargetServer server = TargetServer.plain(coded)) {
      Endpoint endpoint =
          Specs.of(server.url("x.test", "/"))
              .assertions(new Assertion.Body(new Assertion.TextTest.Contains("x"), Severity.DOWN))
              .endpoint();
      CompletableFuture<Attempt> attempt =
          probe
              .prober
              .attempt(endpoint, ConnectionMode.FRESH, Duration.ofSeconds(4))
              .toCompletableFuture();
      Awaitility.await().until(() -> probe.sockets() == 0 && server.requests().size() == 1);
      lookAfter(Duration.ofSeconds(5), true);
      assertThat(attempt).isNotDone();

      lookAfter(Duration.ofSeconds(10), true);
      assertThat(attempt.orTimeout(5, TimeUnit.SECONDS).join().failure().cls())
          .isEqualTo(FailureClass.MONITOR_INTERNAL);
      assertThat(meters.leaks()).containsExactly(Leak.ATTEMPT);
      assertThat(words).singleElement().asString().contains(endpoint.publicId().toString());
      assertThat(probe.onLoop(probe.prober::running)).isZero();
    } finally {
      free.countDown();
    }
  }
}
