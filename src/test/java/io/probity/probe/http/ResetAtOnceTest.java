package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets that accept a connection and reset it at once, which the monitor learns of too late. */
class ResetAtOnceTest {
  private static final Duration BUDGET = Duration.ofSeconds(10);

  private final ProberFixture probe = new ProberFixture();
  private final Semaphore resets = new Semaphore(0);

  @AfterEach
  void stop() {
    probe.close();
  }

  private TargetServer resetting(boolean tls) {
    TargetServer.Script script =
        with -> {
          with.reset();
          resets.release();
        };
    return tls ? TargetServer.rawTls(script) : TargetServer.plain(script);
  }

  private void awaitReset() {
    boolean came;
    try {
      came = resets.tryAcquire(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(came).as("reset in time").isTrue();
  }

  /** The loop connects, and stands still until the connection has been made and reset. */
  private Attempt standingStill(Endpoint endpoint) {
    CompletionStage<Attempt> attempt =
        probe.onLoop(
            () -> {
              CompletionStage<Attempt> begun =
                  probe.prober.attempt(endpoint, ConnectionMode.FRESH, BUDGET);
              probe.eventLoop().execute(this::awaitReset);
              return begun;
            });
    return attempt.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @ParameterizedTest
  @CsvSource({"true, TLS_RESET", "false, REQUEST_RESET"})
  void aResetThatCameBeforeTheConnectionWasLookedAtIsNoMissingRoute(
      boolean tls, FailureClass expected) {
    try (TargetServer server = resetting(tls)) {
      Attempt attempt = standingStill(Specs.of(server.url("x.test", "/")).endpoint());
      assertThat(attempt.failure().cls()).isEqualTo(expected);
      assertThat(attempt.failure().detail())
          .isEqualTo(
              "127.0.0.1:" + server.port() + " reset the connection as soon as it was made.");
      assertThat(attempt.address()).isEqualTo("127.0.0.1");
      assertThat(attempt.timings().connectUs()).isNotNegative();
      assertThat(attempt.timings().tlsUs()).isEqualTo(Timings.NONE);
      assertThat(attempt.timings().writeUs()).isEqualTo(Timings.NONE);
    }
  }

  @Test
  void aResetTellsMoreThanTheRefusalOfAnotherAddress() {
    try (TargetServer server = resetting(true)) {
      probe.egress.ports("x.test", server.port(), TargetServer.closedPort());
      Attempt attempt = standingStill(Specs.of(server.url("x.test", "/")).endpoint());
      assertThat(attempt.failure().cls()).isEqualTo(FailureClass.TLS_RESET);
      assertThat(attempt.failure().detail()).startsWith("127.0.0.1:" + server.port() + " reset");
      assertThat((List<?>) attempt.failure().evidence().get("addresses")).hasSize(2);
    }
  }
}
