package io.probity.check;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.probe.Allowance;
import io.probity.probe.Assertions;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.FaultLog;
import io.probity.probe.Judge;
import io.probity.probe.Prober;
import io.probity.probe.Timings;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Runs the attempts of one check. Repeating and waiting is SmallRye Fault Tolerance's business,
 * whether and when is {@link RetryPolicy}'s. What counts are the recorded attempts, never what the
 * guard returns.
 */
final class RetryGuard {
  private static final Duration LONGEST_JUDGING = Duration.ofSeconds(2);

  /** A response that came at the last moment is still worth judging. */
  private static final Duration LEAST_JUDGING = Duration.ofMillis(250);

  private final Prober prober;
  private final EventLoop loop;
  private final Executor workers;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final FaultLog faults = new FaultLog();
  private final Map<Integer, TypedGuard<CompletionStage<Attempt>>> guards =
      new ConcurrentHashMap<>();

  RetryGuard(
      Prober prober, EventLoop loop, Executor workers, InstantSource clock, LongSupplier nanoTime) {
    this.prober = prober;
    this.loop = loop;
    this.workers = workers;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * Attempts until one passes, or the policy or the time ends it. Call it on the loop.
   *
   * @param single one attempt only, whatever the endpoint says
   * @return completes on the loop with all attempts, at least one; never fails
   */
  CompletionStage<List<Attempt>> call(Endpoint endpoint, ConnectionMode mode, boolean single) {
    return call(endpoint, mode, single, endpoint.spec().timeouts().total());
  }

  /** The same for one who wants to know more of the judging than the verdict. */
  CompletionStage<List<Attempt>> call(Endpoint endpoint, ConnectionMode mode, Judge judge) {
    return call(endpoint, mode, false, endpoint.spec().timeouts().total(), judge);
  }

  /**
   * The same within another total time.
   *
   * @param total instead of the endpoint's own
   */
  CompletionStage<List<Attempt>> call(
      Endpoint endpoint, ConnectionMode mode, boolean single, Duration total) {
    return call(endpoint, mode, single, total, Assertions::judge);
  }

  private CompletionStage<List<Attempt>> call(
      Endpoint endpoint, ConnectionMode mode, boolean single, Duration total, Judge judge) {
    long end = nanoTime.getAsLong() + total.toNanos();
    Run run = new Run(endpoint, mode, single, end, judge, new ArrayList<>(2));
    CompletableFuture<List<Attempt>> done = new CompletableFuture<>();
    int most = single ? 1 : endpoint.spec().retry().maxAttempts();
    CompletionStage<Attempt> first = attempt(run);
    CompletionStage<Attempt> last = most == 1 ? first : repeated(first, run, most);
    last.whenComplete((attempt, error) -> onLoop(() -> finish(run, error, done)));
    return done;
  }

  /** The guard hears of a first attempt only if it wants another: nearly none does. */
  private CompletionStage<Attempt> repeated(CompletionStage<Attempt> first, Run run, int most) {
    return first.exceptionallyCompose(error -> repeatedAfter(error, run, most));
  }

  private CompletionStage<Attempt> repeatedAfter(Throwable error, Run run, int most) {
    CompletionStage<Attempt> made = CompletableFuture.failedFuture(causeOf(error));
    Iterator<CompletionStage<Attempt>> first = List.of(made).iterator();
    try {
      return guard(most).call(() -> first.hasNext() ? first.next() : onLoop(run));
    } catch (Exception e) { // Callable's signature; attempt() itself throws nothing checked
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Throwable causeOf(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : null;
    return cause == null ? error : cause;
  }

  /** Ends the attempts of an endpoint that are under way; what waits for them hears of it. */
  void abandon(Endpoint endpoint) {
    prober.abandon(endpoint);
  }

  private record Run(
      Endpoint endpoint,
      ConnectionMode mode,
      boolean single,
      long end,
      Judge judge,
      List<Attempt> attempts) {}

  private void finish(
      Run run,
      @org.jspecify.annotations.Nullable Throwable error,
      CompletableFuture<List<Attempt>> done) {
    if (run.attempts().isEmpty()) {
      run.attempts().add(internal(run.endpoint(), clock.instant(), error));
    }
    done.complete(List.copyOf(run.attempts()));
  }

  private void onLoop(Runnable work) {
    if (loop.inLoop()) {
      work.run();
    } else {
      loop.execute(work);
    }
  }

  private CompletionStage<Attempt> onLoop(Run run) {
    if (loop.inLoop()) {
      return attempt(run);
    }
    CompletableFuture<Attempt> result = new CompletableFuture<>();
    loop.execute(
        () ->
            attempt(run)
                .whenComplete(
                    (attempt, error) -> {
                      if (error == null) {
                        result.complete(attempt);
                      } else {
                        result.completeExceptionally(error);
                      }
                    }));
    return result;
  }

  private CompletionStage<Attempt> attempt(Run run) {
    Instant startedAt = clock.instant();
    Duration left = left(run);
    ConnectionMode mode = run.attempts().isEmpty() ? run.mode() : ConnectionMode.FRESH;
    return probe(run.endpoint(), mode, left)
        .exceptionally(error -> internal(run.endpoint(), startedAt, error))
        .thenCompose(attempt -> judgeAndRecord(run, attempt));
  }

  /** One that throws must not leave a check without an end, on whatever thread it is called. */
  private CompletionStage<Attempt> probe(Endpoint endpoint, ConnectionMode mode, Duration left) {
    try {
      return prober.attempt(endpoint, mode, left);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Attempt> judgeAndRecord(Run run, Attempt attempt) {
    EndpointSpec spec = run.endpoint().spec();
    long now = nanoTime.getAsLong();
    long left = Math.max(run.end() - now, LEAST_JUDGING.toNanos());
    return Assertions.needsWorker(spec, attempt)
        ? judgedByWorker(run, attempt, now + left).thenCompose(judged -> record(run, judged))
        : record(run, run.judge().judge(spec, attempt, clock.instant(), allowance(left)));
  }

  private CompletionStage<Attempt> judgedByWorker(Run run, Attempt attempt, long end) {
    EndpointSpec spec = run.endpoint().spec();
    CompletableFuture<Attempt> judged = new CompletableFuture<>();
    try {
      CompletableFuture.supplyAsync(
              () ->
                  run.judge()
                      .judge(spec, attempt, clock.instant(), allowance(end - nanoTime.getAsLong())),
              workers)
          .whenComplete(
              (result, error) ->
                  loop.execute(
                      () -> {
                        if (error == null) {
                          judged.complete(result);
                        } else {
                          judged.completeExceptionally(error);
                        }
                      }));
    } catch (RejectedExecutionException full) {
      judged.complete(Assertions.refuse(attempt));
    }
    return judged;
  }

  /** So long, but no longer than a worker has for one attempt. */
  private Allowance allowance(long left) {
    return new Allowance(nanoTime, Duration.ofNanos(Math.min(left, LONGEST_JUDGING.toNanos())));
  }

  private CompletionStage<Attempt> record(Run run, Attempt attempt) {
    run.attempts().add(attempt);
    if (attempt.failure() == null) {
      return CompletableFuture.completedFuture(attempt);
    }
    if (RetryPolicy.stale(attempt) && run.attempts().size() == 1) {
      return attempt(run);
    }
    Optional<Duration> delay =
        run.single()
            ? Optional.empty()
            : RetryPolicy.delay(
                run.endpoint().spec(),
                run.attempts(),
                left(run),
                clock.instant(),
                ThreadLocalRandom.current()::nextDouble);
    return delay
        .map(wait -> CompletableFuture.<Attempt>failedFuture(new RetryWanted(wait)))
        .orElseGet(() -> CompletableFuture.completedFuture(attempt));
  }

  private Duration left(Run run) {
    return Duration.ofNanos(Math.max(1, run.end() - nanoTime.getAsLong()));
  }

  private TypedGuard<CompletionStage<Attempt>> guard(int maxAttempts) {
    return guards.computeIfAbsent(
        maxAttempts,
        most ->
            TypedGuard.create(new TypeLiteral<CompletionStage<Attempt>>() {})
                .withThreadOffload(false)
                .withRetry()
                .maxRetries(most - 1)
                .maxDuration(0, ChronoUnit.MILLIS)
                .delay(0, ChronoUnit.MILLIS)
                .jitter(0, ChronoUnit.MILLIS)
                .retryOn(RetryWanted.class)
                .withCustomBackoff()
                .strategy(() -> WAIT)
                .done()
                .done()
                .build());
  }

  private static final CustomBackoffStrategy WAIT =
      error -> error instanceof RetryWanted wanted ? wanted.delay.toMillis() : 0;

  /** Tells the guard to try again, and when. */
  private static final class RetryWanted extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Duration delay;

    RetryWanted(Duration delay) {
      super(null, null, false, false);
      this.delay = delay;
    }
  }

  private Attempt internal(
      Endpoint endpoint, Instant startedAt, @org.jspecify.annotations.Nullable Throwable error) {
    faults.tell(
        "endpoint %s, revision %d".formatted(endpoint.publicId(), endpoint.revision()),
        "A check failed by a fault of our own",
        error == null ? new IllegalStateException() : error);
    Failure failure =
        new Failure(
            FailureClass.MONITOR_INTERNAL,
            "The monitor itself failed; its log has the details.",
            Map.of("exception", error == null ? "none" : error.getClass().getName()));
    Timings none =
        new Timings(
            Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, 0);
    return new Attempt(startedAt, none, null, null, null, null, failure, null);
  }
}
