package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.ConnectionMode;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An event loop that stood still must not turn into a target's timeout. */
class LoopFaultTest {
  private static final Duration BUDGET = Duration.ofSeconds(10);

  private final ProberFixture probe = new ProberFixture();

  @AfterEach
  void close() {
    probe.close();
  }

  private static void standStill(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (end - System.nanoTime() > 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** The loop stands still from when the server has the request. */
  private Attempt whileStandingStill(long responseMillis, Duration still, boolean answers) {
    CountDownLatch asked = new CountDownLatch(1);
    TargetServer.Script script =
        with -> {
          with.request();
          asked.countDown();
          if (answers) {
            with.ok("fine");
          } else {
            with.silence();
          }
        };
    try (TargetServer server = TargetServer.plain(script)) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      CompletableFuture<Attempt> attempt =
          probe
              .prober
              .attempt(
                  specs.timeoutsMs(5_000, 5_000, responseMillis, 10_000).endpoint(),
                  ConnectionMode.FRESH,
                  BUDGET)
              .toCompletableFuture();
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      probe.eventLoop().execute(() -> standStill(still));
      return attempt.orTimeout(20, TimeUnit.SECONDS).join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static FailureClass classOf(Attempt attempt) {
    return attempt.failure() == null ? null : attempt.failure().cls();
  }

  @Test
  void aTimeThatRanOutWhileTheLoopStoodStillIsOurs() {
    Attempt attempt = whileStandingStill(600, Duration.ofMillis(1_500), false);
    assertThat(classOf(attempt)).isEqualTo(MONITOR_OVERLOADED);
    assertThat(Verdict.of(List.of(attempt))).isEqualTo(Verdict.UNKNOWN);
    assertThat((long) attempt.failure().evidence().get("loopDelayMs")).isGreaterThanOrEqualTo(300);
    assertThat((long) attempt.failure().evidence().get("allowedMs")).isBetween(590L, 600L);
  }

  @Test
  void aBlockWithinThePhaseCountsThoughTheDeadlineItselfIsOnTime() {
    Attempt attempt = whileStandingStill(2_500, Duration.ofMillis(1_800), false);
    assertThat(classOf(attempt)).isEqualTo(MONITOR_OVERLOADED);
  }

  @Test
  void aShortBlockExcusesNoTarget() {
    Attempt attempt = whileStandingStill(2_500, Duration.ofMillis(500), false);
    assertThat(classOf(attempt)).isEqualTo(RESPONSE_TIMEOUT);
  }

  @Test
  void whatHasAnsweredDuringTheBlockIsUp() {
    assertThat(classOf(whileStandingStill(600, Duration.ofMillis(1_500), true))).isNull();
  }
}
