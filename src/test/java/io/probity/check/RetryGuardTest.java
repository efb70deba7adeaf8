package io.probity.check;

import static io.probity.endpoint.ConnectionMode.FRESH;
import static io.probity.endpoint.ConnectionMode.POOLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probity.endpoint.Assertion;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Severity;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.Response;
import io.probity.probe.Verdict;
import io.probity.testing.ManualClock;
import io.probity.testing.ManualLoop;
import io.probity.testing.Samples;
import io.probity.testing.ScriptedProber;
import io.probity.testing.Specs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RetryGuardTest {
  private final ManualClock clock = new ManualClock(Samples.AT);
  private final ManualLoop loop = new ManualLoop(clock);
  private final ScriptedProber prober = new ScriptedProber();
  private final RetryGuard guard = new RetryGuard(prober, loop, Runnable::run, clock, () -> 0L);

  private List<Attempt> call(Endpoint endpoint, boolean single) {
    AtomicReference<Thread> completedOn = new AtomicReference<>();
    CompletableFuture<List<Attempt>> done =
        guard
            .call(endpoint, POOLED, single)
            .whenComplete((attempts, error) -> completedOn.set(Thread.currentThread()))
            .toCompletableFuture();
    await()
        .until(
            () -> {
              loop.run();
              return done.isDone();
            });
    assertThat(completedOn.get()).as("the thread it completes on").isNotNull();
    return done.join();
  }

  private static List<String> classes(List<Attempt> attempts) {
    return attempts.stream()
        .map(each -> each.failure() == null ? "up" : each.failure().cls().wireName())
        .toList();
  }

  @Test
  void aPassNeedsOneAttempt() {
    assertThat(classes(call(Samples.endpoint(1, "GET"), false))).containsExactly("up");
    assertThat(prober.modes()).containsExactly(POOLED);
  }

  @Test
  void repeatsOnAFreshConnectionUntilItPasses() {
    prober.fails(FailureClass.CONNECT_REFUSED, FailureClass.RESPONSE_CLOSED);
    List<Attempt> attempts = call(Samples.endpoint(1, "GET"), false);
    assertThat(classes(attempts)).containsExactly("connect.refused", "response.closed", "up");
    assertThat(Verdict.of(attempts)).isEqualTo(Verdict.UP);
    assertThat(prober.modes()).containsExactly(POOLED, FRESH, FRESH);
  }

  @Test
  void givesUpAfterTheLastAttemptAndKeepsThemAll() {
    prober.fails(
        FailureClass.CONNECT_REFUSED, FailureClass.CONNECT_REFUSED, FailureClass.RESPONSE_RESET);
    List<Attempt> attempts = call(Samples.endpoint(1, "GET"), false);
    assertThat(classes(attempts))
        .containsExactly("connect.refused", "connect.refused", "response.reset");
    assertThat(Verdict.of(attempts)).isEqualTo(Verdict.DOWN);
  }

  @Test
  void aStaleConnectionIsReplayedAtOnceOutsideTheCount() {
    prober.fails(
        FailureClass.REQUEST_STALE_CONNECTION,
        FailureClass.CONNECT_REFUSED,
        FailureClass.CONNECT_REFUSED,
        FailureClass.CONNECT_REFUSED);
    assertThat(classes(call(Samples.endpoint(1, "GET"), false)))
        .containsExactly(
            "request.stale_connection", "connect.refused", "connect.refused", "connect.refused");
  }

  @Test
  void oneAttemptIsOneAttempt() {
    prober.fails(FailureClass.CONNECT_REFUSED);
    assertThat(classes(call(Samples.endpoint(1, "GET"), true))).containsExactly("connect.refused");
  }

  @Test
  void judgesTheStatusOfEachAttempt() {
    prober.answers(503).answers(503).answers(200);
    assertThat(classes(call(Samples.endpoint(1, "GET"), false)))
        .startsWith("status.5xx")
        .endsWith("up");
  }

  @Test
  void aFaultOfOursIsUnknownNeverDown() {
    prober.hangs(CompletableFuture.failedFuture(new IllegalStateException("a bug")));
    List<Attempt> attempts = call(Samples.endpoint(1, "GET"), false);
    assertThat(classes(attempts)).containsExactly("monitor.internal");
    assertThat(Verdict.of(attempts)).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void whatNoWorkerTakesIsUnknownNeverDown() {
    RetryGuard full =
        new RetryGuard(
            new ScriptedProber().hangs(CompletableFuture.completedFuture(large())),
            loop,
            work -> {
              throw new RejectedExecutionException("full");
            },
            clock,
            () -> 0L);
    List<Attempt> attempts =
        full.call(Samples.endpoint(1, "GET"), POOLED, true).toCompletableFuture().join();
    assertThat(classes(attempts)).containsExactly("monitor.overloaded");
    assertThat(Verdict.of(attempts)).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void whatWaitedForAWorkerBeyondTheChecksTimeIsNotJudged() {
    AtomicLong nanos = new AtomicLong();
    Endpoint endpoint =
        Specs.of("https://x.test/")
            .assertions(new Assertion.Body(new Assertion.TextTest.Contains("x"), Severity.DOWN))
            .endpoint();
    RetryGuard late =
        new RetryGuard(
            new ScriptedProber().hangs(CompletableFuture.completedFuture(large())),
            loop,
            work -> {
              nanos.addAndGet(endpoint.spec().timeouts().total().toNanos());
              work.run();
            },
            clock,
            nanos::get);
    CompletableFuture<List<Attempt>> done = late.call(endpoint, POOLED, true).toCompletableFuture();
    loop.run();
    assertThat(classes(done.join())).containsExactly("monitor.overloaded");
  }

  private static Attempt large() {
    Attempt plain = Samples.answered(200, Map.of());
    return new Attempt(
        plain.startedAt(),
        plain.timings(),
        plain.address(),
        plain.connection(),
        null,
        new Response(200, HttpVersion.HTTP_1_1, Map.of(), 1 << 20, new byte[1 << 20]),
        null,
        null);
  }
}
