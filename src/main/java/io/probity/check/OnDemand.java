package io.probity.check;

import io.probity.cluster.Ownership;
import io.probity.db.Ids;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Shards;
import io.probity.history.ResultSink;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
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
    this.loop = loop;
    this.clock = clock;
    this.most = most;
    this.free = new Semaphore(most);
  }

  /** One call; all but {@code done} is confined to the event loop. */
  private static final class Call {
    final Endpoint endpoint;
    final boolean stored;
    final Instant asked;
    final CompletableFuture<Check> done = new CompletableFuture<>();
    boolean started;

    Call(Endpoint endpoint, boolean stored, Instant asked) {
      this.endpoint = endpoint;
      this.stored = stored;
      this.asked = asked;
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
    Call call = new Call(endpoint, stored, clock.instant());
    call.done.whenComplete((check, error) -> free.release());
    loop.execute(() -> queue(call));
    return call.done;
  }

  private void queue(Call call) {
    String origin = Probed.originOf(call.endpoint);
    permits.acquire(origin, () -> start(call, origin));
    if (!call.started) {
      loop.after(call.endpoint.spec().timeouts().total(), () -> giveUpWaiting(call));
    }
  }

  /** The place in the line stays until its turn; {@link #start} finds that nobody waits for it. */
  private static void giveUpWaiting(Call call) {
    if (!call.started) {
      call.done.completeExceptionally(
          new TooManyChecks(
              "No check could begin within the total timeout: as many are under way to this origin,"
                  + " or in all, as this replica allows."));
    }
  }

  private void start(Call call, String origin) {
    call.started = true;
    Endpoint lent = probing.probes(call.endpoint) ? call.endpoint : borrow(call.endpoint);
    call.done.whenComplete((check, error) -> loop.execute(() -> end(lent, origin)));
    if (call.done.isDone()) {
      return;
    }
    Duration longest = call.endpoint.spec().timeouts().total().plus(GRACE);
    call.done.orTimeout(longest.toNanos(), TimeUnit.NANOSECONDS);
    Instant at = clock.instant();
    guard
        .call(lent, lent.spec().connection(), false)
        .thenApply(attempts -> finish(call, at, attempts))
        .whenComplete(
            (check, error) -> {
              if (error == null) {
                call.done.complete(check);
              } else {
                call.done.completeExceptionally(error);
              }
            });
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

  private void end(Endpoint lent, String origin) {
    permits.release(origin);
    if (lent.id() < 0) {
      prober.forget(lent.id());
    }
  }

  private Check finish(Call call, Instant at, List<Attempt> attempts) {
    long waited = Duration.between(call.asked, at).toNanos() / 1000;
    int lagUs = (int) Math.max(0, Math.min(Integer.MAX_VALUE, waited));
    Check check =
        new Check(call.endpoint.id(), at, Trigger.MANUAL, Verdict.of(attempts), attempts, lagUs);
    if (call.stored) {
      results.add(call.endpoint, check);
    }
    return check;
  }
}
