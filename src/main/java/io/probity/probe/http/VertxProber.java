package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.net.Egress;
import io.probity.probe.Attempt;
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

/**
 * Probes with Vert.x's HTTP engine over connections that are resolved, admitted, pinned, opened,
 * judged and kept here. All state belongs to the loop given; calls from other threads are moved
 * there.
 */
public final class VertxProber implements Prober, AutoCloseable {
  private final EventLoop loop;
  private final Pool pool;
  private final AttemptRun.Tools tools;
  private final Set<AttemptRun> running = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * A prober on a loop.
   *
   * @param maxConnectionAge a pooled connection is not used beyond this age, whatever its endpoint
   *     allows
   * @param userAgent sent unless an endpoint sets its own
   */
  public VertxProber(
      ProbeLoop loop,
      Egress egress,
      ChainVerifier verifier,
      InstantSource clock,
      Duration maxConnectionAge,
      String userAgent) {
    this(loop, egress, verifier, clock, maxConnectionAge, userAgent, TlsContexts.bestProvider());
  }

  VertxProber(
      ProbeLoop loop,
      Egress egress,
      ChainVerifier verifier,
      InstantSource clock,
      Duration maxConnectionAge,
      String userAgent,
      SslProvider engine) {
    this.loop = loop.eventLoop();
    this.pool = new Pool(this.loop, maxConnectionAge);
    EgressFetcher fetcher = new EgressFetcher(this.loop, egress, userAgent);
    LinkMaker.Tools links =
        new LinkMaker.Tools(
            new HttpEngine(loop),
            new TlsContexts(engine),
            verifier,
            new StapleJudge(verifier),
            new RevocationLookup(verifier, fetcher),
            new MissingIssuer(verifier, fetcher),
            clock);
    this.tools = new AttemptRun.Tools(egress, pool, links, userAgent);
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
  public void forget(long endpointId) {
    onLoop(() -> pool.forget(endpointId));
  }

  /** Ends the attempts under way as interrupted and closes all connections. Returns at once. */
  @Override
  public void close() {
    onLoop(
        () -> {
          pool.close();
          List.copyOf(running).forEach(AttemptRun::interrupt);
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
    CompletableFuture<Attempt> result = run.start();
    result.whenComplete((attempt, bug) -> running.remove(run));
    return result;
  }

  private void onLoop(Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
    } else if (!loop.isShuttingDown()) {
      loop.execute(work);
    }
  }
}
