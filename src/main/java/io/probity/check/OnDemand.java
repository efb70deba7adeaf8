package io.probity.check;

import io.probity.cluster.Ownership;
import io.probity.db.Ids;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Shards;
import io.probity.history.ResultSink;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.Findings;
import io.probity.probe.Prober;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks that people ask for, beside the schedule and on any replica. They count neither for health
 * nor for uptime. Thread-safe.
 */
public final class OnDemand {
  /** Beyond the total timeout of a check; only a fault of our own takes longer. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Permits permits;
  private final RetryGuard guard;
  private final Prober prober;
  private final Probing probing;
  private final Ownership ownership;
  private final CheckRequestStore requests;
  private final ResultSink results;
  private final CheckMetrics metrics;
  private final EventLoop loop;
  private final InstantSource clock;
  private final int most;
  private final Semaphore free;
  private final AtomicLong borrowed = new AtomicLong();

  /**
   * Checks on demand.
   *
   * @param most how many may be under way at once, those that wait for a permit included
   */
  OnDemand(
      Permits permits,
      RetryGuard guard,
      Prober prober,
      Probing probing,
      Ownership ownership,
      CheckRequestStore requests,
      ResultSink results,
      CheckMetrics metrics,
      EventLoop loop,
      InstantSource clock,
      int most) {
    this.permits = permits;
    this.guard = guard;
    this.prober = prober;
    this.probing = probing;
    this.ownership = ownership;
    this.requests = requests;
    this.results = results;
    this.metrics = metrics;
    this.loop = loop;
    this.clock = clock;
    this.most = most;
    this.free = new Semaphore(most);
  }

  /** One call; all but {@code done} is confined to the event loop. */
  private final class Call implements Permit.Holder {
    final Endpoint endpoint;
    final boolean stored;
    final Instant asked;
    final CompletableFuture<Check> done;
    final Permit permit;
    final Findings findings;
    Endpoint lent;

    Call(Endpoint endpoint, boolean stored, Instant asked, CompletableFuture<Check> done) {
      this.endpoint = endpoint;
      this.stored = stored;
      this.asked = asked;
      this.done = done;
      findings = new Findings(endpoint.spec());
      lent = lend(endpoint);
      permit = new Permit(Claim.of(lent, Probed.originOf(endpoint)), this);
    }

    @Override
    public void admitted() {
      start(this);
    }

    @Override
    public void spared(OriginFailure why) {
      share(this, why);
    }
  }

  /**
   * Checks a registered endpoint now, paused or not, and stores the result. Whoever probes it is
   * told to make the next check that counts within a second. May block for a query.
   *
   * @return completes on the event loop; fails with {@link TooManyChecks}
   * @throws TooManyChecks as many are under way as this replica allows
   */
  public CompletionStage<Check> check(Endpoint endpoint) {
    CompletionStage<Check> check = run(endpoint, true);
    if (!endpoint.spec().paused()) {
      bringForward(endpoint);
    }
    return check;
  }

  /**
   * Checks by a configuration that is not stored, and stores nothing.
   *
   * @return completes on the event loop; fails with {@link TooManyChecks}
   * @throws TooManyChecks as many are under way as this replica allows
   */
  public CompletionStage<Check> tryOut(EndpointSpec spec) {
    Instant now = clock.instant();
    var publicId = Ids.uuid7(now);
    return run(new Endpoint(0, publicId, Shards.of(publicId), 0, now, now, spec), false);
  }

  private void bringForward(Endpoint endpoint) {
    if (ownership.owns(endpoint.shard())) {
      probing.soon(endpoint.id());
    } else {
      requests.put(endpoint);
    }
  }

  private CompletionStage<Check> run(Endpoint endpoint, boolean stored) {
    if (!free.tryAcquire()) {
      throw new TooManyChecks(
          "This replica has %d checks on demand under way and allows no more (probity.probe.on-demand)."
              .formatted(most));
    }
    Instant asked = clock.instant();
    CompletableFuture<Check> done = new CompletableFuture<>();
    done.whenComplete((check, error) -> free.release());
    loop.execute(() -> queue(new Call(endpoint, stored, asked, done)));
    return done;
  }

  private void queue(Call call) {
    if (!permits.enter(call.permit)) {
      giveUp(
          call,
          "%d checks wait for a permit already, and no more may (probity.probe.max-waiting)."
              .formatted(permits.waiting()));
    } else if (call.permit.waits()) {
      loop.after(call.endpoint.spec().timeouts().total(), () -> giveUpWaiting(call));
    }
  }

  private void giveUpWaiting(Call call) {
    if (call.permit.waits()) {
      giveUp(
          call,
          "No check could begin within the total timeout: as many are under way of this endpoint,"
              + " to this origin, or in all, as this replica allows.");
    }
  }

  /** Whoever waits in vain for an origin at which all others fail shares their verdict. */
  private void giveUp(Call call, String otherwise) {
    OriginFailure why = permits.failing(call.permit);
    permits.release(call.permit);
    if (why != null) {
      share(call, why);
    } else {
      call.done.completeExceptionally(new TooManyChecks(otherwise));
    }
  }

  private void share(Call call, OriginFailure why) {
    Instant now = clock.instant();
    Attempt shared = why.attempt(now, Duration.between(call.asked, now));
    end(call, () -> finish(call, now, List.of(shared)));
  }

  private void start(Call call) {
    if (call.lent.id() > 0 && !probing.probes(call.lent)) { // edited or gone while it waited
      call.lent = borrow(call.endpoint);
    }
    call.done.whenComplete((check, error) -> loop.execute(() -> ended(call, check)));
    Duration longest = call.endpoint.spec().timeouts().total().plus(GRACE);
    call.done.orTimeout(longest.toNanos(), TimeUnit.NANOSECONDS);
    Instant at = clock.instant();
    guard
        .call(call.lent, call.lent.spec().connection(), call.findings)
        .thenAccept(attempts -> end(call, () -> made(call, at, attempts)));
  }

  /** A caller must hear even of a fault of our own. */
  private static void end(Call call, Supplier<Check> check) {
    try {
      call.done.complete(check.get());
    } catch (RuntimeException e) {
      call.done.completeExceptionally(e);
    }
  }

  private Endpoint lend(Endpoint endpoint) {
    return probing.probes(endpoint) ? endpoint : borrow(endpoint);
  }

  /**
   * The pool of an endpoint belongs to who probes it by the very same configuration. Everybody else
   * gets a pool under a number that no endpoint has, for the time of one check.
   */
  private Endpoint borrow(Endpoint endpoint) {
    return new Endpoint(
        borrowed.decrementAndGet(),
        endpoint.publicId(),
        endpoint.shard(),
        endpoint.revision(),
        endpoint.createdAt(),
        endpoint.updatedAt(),
        endpoint.spec());
  }

  /** What a trial meets may be due to a configuration that no other check has. */
  private void ended(Call call, @Nullable Check check) {
    if (call.stored && check != null) {
      Failure failure = check.deciding().failure();
      permits.ended(call.permit, OriginOutcomes.told(failure));
    } else {
      permits.release(call.permit);
    }
    if (call.lent.id() < 0) {
      prober.forget(call.lent.id());
    }
  }

  private Check made(Call call, Instant at, List<Attempt> attempts) {
    metrics.madeOnDemand(call.endpoint.spec().method(), attempts);
    return finish(call, at, attempts);
  }

  private Check finish(Call call, Instant at, List<Attempt> attempts) {
    long waited = Duration.between(call.asked, at).toNanos() / 1000;
    int lagUs = (int) Math.max(0, Math.min(Integer.MAX_VALUE, waited));
    Check check =
        new Check(
            call.endpoint.id(),
            at,
            Trigger.MANUAL,
            Verdict.of(attempts),
            attempts,
            lagUs,
            call.findings.of(attempts.get(attempts.size() - 1)));
    if (call.stored) {
      results.add(call.endpoint, check);
    }
    return check;
  }
}
