package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.testing.Conversation;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which a kept connection can be dead when it is wanted again. */
class StaleConnectionTest {
  private static final TestCa.Issued IDENTITY = TestCa.root("Stale root").leaf("x.test");

  private final ProberFixture probe = new ProberFixture();

  @AfterEach
  void stop() {
    probe.close();
  }

  private static TargetServer server(boolean tls, TargetServer.Script script) {
    return tls ? TargetServer.tls(IDENTITY, script) : TargetServer.plain(script);
  }

  private static void end(Conversation with, boolean reset) throws IOException {
    if (reset) {
      with.reset();
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void oneThatDiedWhileIdleIsNotTouchedAgain(boolean tls, boolean reset) {
    CountDownLatch leave = new CountDownLatch(1);
    TargetServer.Script once =
        with -> {
          with.request();
          with.ok("once");
          leave.await();
          end(with, reset);
        };
    try (TargetServer server = server(tls, once)) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      assertThat(probe.pooled(specs).failure()).isNull();
      leave.countDown();
      Awaitility.await().until(() -> probe.sockets() == 0);
      assertThat(probe.idle()).isZero();
      Attempt next = probe.pooled(specs);
      assertThat(next.reused()).isFalse();
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  /** The end is in the socket's buffer, and the loop has had no chance to see it. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void oneWhoseEndIsSeenOnlyWhenTheRequestIsWrittenIsStale(boolean tls, boolean reset)
      throws InterruptedException {
    CountDownLatch leave = new CountDownLatch(1);
    TargetServer.Script leaving =
        with -> {
          with.request();
          with.ok("once");
          leave.await();
          end(with, reset);
        };
    try (TargetServer server = server(tls, leaving)) {
      Endpoint endpoint = Specs.of(server.url("x.test", "/")).endpoint();
      assertThat(probe.attempt(endpoint, ConnectionMode.POOLED).failure()).isNull();
      Attempt second =
          probe
              .onLoop(
                  () -> {
                    leave.countDown();
                    Awaitility.await().until(() -> server.openConnections() == 0);
                    return probe
                        .prober
                        .attempt(
                            endpoint, ConnectionMode.POOLED, endpoint.spec().timeouts().total())
                        .toCompletableFuture();
                  })
              .orTimeout(5, TimeUnit.SECONDS)
              .join();
      assertThat(second.reused()).isTrue();
      assertThat(second.failure().cls()).isEqualTo(FailureClass.REQUEST_STALE_CONNECTION);
      Awaitility.await().until(() -> probe.sockets() == 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void oneThatEndsUponTheRequestIsStale(boolean tls, boolean reset) {
    TargetServer.Script upon =
        with -> {
          with.request();
          with.ok("once");
          with.request();
          end(with, reset);
        };
    try (TargetServer server = server(tls, upon)) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      assertThat(probe.pooled(specs).failure()).isNull();
      Attempt second = probe.pooled(specs);
      assertThat(second.failure().cls()).isEqualTo(FailureClass.REQUEST_STALE_CONNECTION);
      Awaitility.await().until(() -> probe.sockets() == 0);
      assertThat(probe.fresh(specs).failure()).isNull();
    }
  }

  /** Nothing tells this from a server that does not answer, so it is no stale connection. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneThatIsHalfDeadRunsIntoTheTimeOfTheResponseAndIsClosed(boolean tls) {
    TargetServer.Script silent =
        with -> {
          with.request();
          with.ok("once");
          with.drain();
        };
    try (TargetServer server = server(tls, silent)) {
      Specs specs = Specs.of(server.url("x.test", "/")).timeoutsMs(2_000, 2_000, 300, 4_000);
      assertThat(probe.pooled(specs).failure()).isNull();
      Attempt second = probe.pooled(specs);
      assertThat(second.reused()).isTrue();
      assertThat(second.failure().cls()).isEqualTo(FailureClass.RESPONSE_TIMEOUT);
      Awaitility.await().until(() -> probe.sockets() == 0);
    }
  }
}
