package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.net.Egress;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.FaultLog;
import io.probity.probe.OpenConnections;
import io.probity.probe.Prober;
import io.probity.tls.ChainVerifier;
import io.probity.tls.MissingIssuer;
import io.probity.tls.RevocationLookup;
import io.probity.tls.StapleJudge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Probes on a loop of Vert.x's, over connections that are resolved, admitted, pinned, opened,
 * judged and kept here; see {@link HttpEngine} for who speaks HTTP on them. All state belongs to
 * the loop given; calls from other threads are moved there.
 */
public final class VertxProber implements Prober, AutoCloseable {
  private static final long ROUND = TimeUnit.SECONDS.toNanos(5);
  private static final long LATE = TimeUnit.SECONDS.toNanos(1);
  private static final Failure INTERRUPTED =
      Failure.of(FailureClass.MONITOR_INTERRUPTED, "The monitor stopped during the attempt.");

  private static final Failure ABANDONED =
      Failure.of(
          FailureClass.MONITOR_OVERLOADED,
          "The monitor did not bring the check to an end in its time and gave it up.");

  private static final Failure CROWDED =
      Failure.of(
          FailureClass.MONITOR_OVERLOADED,
          "The monitor has as many connections open as the limit of its open files allows.");

  private final EventLoop loop;
  private final int maxOpen;
  private final Pool pool;
  private final LeakCheck leaks;
  private final AttemptRun.Tools tools;
  private final Set<AttemptRun> running = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable Future<?> round;
  private long roundDue;
  private boolean closed;

  /**
   * A prober on a loop.
   *
   * @param userAgent sent unless an endpoint sets its own
   */
  public VertxProber(
      ProbeLoop loop,
      Egress egress,
      ChainVerifier verifier,
      InstantSource clock,
      PoolSettings pooling,
      String userAgent) {
    this(loop, egress, verifier, clock, pooling, userAgent, TlsContexts.bestProvider());
  }

  VertxProber(
      ProbeLoop loop,
      Egress egress,
      ChainVerifier verifier,
      InstantSource clock,
      PoolSettings pooling,
      String userAgent,
      SslProvider engine) {
    this.loop = loop.eventLoop();
    this.maxOpen = pooling.maxOpen();
    this.pool = new Pool(pooling);
    this.leaks = new LeakCheck(pool, running, pooling.meters());
    EgressFetcher fetcher = new EgressFetcher(this.loop, egress, userAgent);
    LinkMaker.Tools links =
        new LinkMaker.Tools(
            new HttpEngine(loop),
            new TlsContexts(engine),
            verifier,
            new StapleJudge(verifier),
            new RevocationLookup(verifier, fetcher),
            new MissingIssuer(verifier, fetcher),
            clock,
            new FaultLog());
    this.tools = new AttemptRun.Tools(egress, pool, links, userAgent, this::makeRoom);
  }

  @Override
  public CompletionStage<Attempt> attempt(Endpoint endpoint, ConnectionMode mode, Duration budget) {
    if (loop.inEventLoop()) {
      return run(endpoint, mode, budget);
    }
    CompletableFuture<Attempt> result = new CompletableFuture<>();
    loop.execute(
        () ->
            run(endpoint, mode, budget)
                .whenComplete(
                    (attempt, bug) -> {
                      if (bug == null) {
                        result.complete(attempt);
                      } else {
                        result.completeExceptionally(bug);
                      }
                    }));
    return result;
  }

  @Override
  public void abandon(Endpoint endpoint) {
    onLoop(
        () ->
            List.copyOf(running).stream()
                .filter(run -> run.lease().endpoint().equals(endpoint.publicId()))
                .forEach(run -> run.fail(ABANDONED)));
  }

  @Override
  public void forget(long endpointId) {
    onLoop(() -> pool.forget(endpointId));
  }

  @Override
  public CompletionStage<List<OpenConnections>> connections(Endpoint endpoint) {
    CompletableFuture<List<OpenConnections>> found = new CompletableFuture<>();
    onLoop(() -> found.complete(Census.of(pool, endpoint, System.nanoTime())));
    return found;
  }

  /** Ends the attempts under way as interrupted and closes all connections. Returns at once. */
  @Override
  public void close() {
    onLoop(
        () -> {
          closed = true;
          pool.close();
          List.copyOf(running).forEach(run -> run.fail(INTERRUPTED));
          if (round != null) {
            round.cancel(false);
            round = null;
          }
        });
  }

  /** How many connections are idle in the pool; to be called on the loop. */
  int idleConnections() {
    return pool.size();
  }

  /** How many attempts are under way; to be called on the loop. */
  int running() {
    return running.size();
  }

  /** How many TLS handshakes are remembered as under way; to be called on the loop. */
  int handshakes() {
    return tools.links().tlsContexts().handshakes();
  }

  private CompletableFuture<Attempt> run(Endpoint endpoint, ConnectionMode mode, Duration budget) {
    AttemptRun run = new AttemptRun(tools, endpoint, mode, budget);
    running.add(run);
    goRound();
    CompletableFuture<Attempt> result = run.start();
    result.whenComplete((attempt, bug) -> running.remove(run));
    if (running.size() > maxOpen) {
      run.fail(CROWDED);
    }
    return result;
  }

  private void makeRoom() {
    pool.makeRoom(running.size());
  }

  /** One timer looks after everything, while there is anything to look after. */
  private void goRound() {
    if (round == null && !closed) {
      roundDue = System.nanoTime() + ROUND;
      round = loop.schedule(this::round, ROUND, TimeUnit.NANOSECONDS);
    }
  }

  private void round() {
    long now = System.nanoTime();
    round = null;
    try {
      lookAfter(now, now - roundDue < LATE);
    } finally {
      if (pool.size() > 0 || !pool.lent().isEmpty() || !running.isEmpty()) {
        goRound();
      }
    }
  }

  /**
   * Closes idle connections that are no longer wanted and looks for leaks.
   *
   * @param punctual a loop that stood still says nothing about what should have ended meanwhile
   */
  void lookAfter(long nanoTime, boolean punctual) {
    pool.sweep(nanoTime);
    if (punctual) {
      leaks.look(nanoTime);
    }
  }

  private void onLoop(Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
    } else if (!loop.isShuttingDown()) {
      loop.execute(work);
    }
  }
}
