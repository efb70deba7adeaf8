package io.probity.check;

import io.netty.channel.EventLoop;
import io.probity.CheckLoop;
import io.probity.endpoint.Endpoint;
import io.probity.net.Egress;
import io.probity.probe.Attempt;
import io.probity.probe.Prober;
import io.probity.probe.http.PoolSettings;
import io.probity.probe.http.ProbeLoop;
import io.probity.probe.http.VertxProber;
import io.probity.tls.ChainVerdict;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** All attempts of a check, retries included, on a loop of its own; every chain is valid. */
final class GuardedProbe implements AutoCloseable {
  final ProbeLoop loop = ProbeLoop.start();
  final CheckLoop checking = new CheckLoop(loop);
  final RetryGuard guard;
  private final VertxProber prober;

  /** A real prober, whose names are looked up by this egress. */
  GuardedProbe(Egress egress) {
    this(loop -> egress);
  }

  /** A real prober, whose names are looked up by an egress on its loop. */
  GuardedProbe(Function<EventLoop, Egress> egress) {
    prober =
        new VertxProber(
            loop,
            egress.apply(loop.eventLoop()),
            (presented, host, now) -> ChainVerdict.VALID,
            InstantSource.system(),
            PoolSettings.DEFAULT,
            "Probity/test");
    guard = guard(prober);
  }

  /** Retries on this loop of what another prober does. */
  RetryGuard guard(Prober other) {
    return new RetryGuard(other, checking, Runnable::run, InstantSource.system(), System::nanoTime);
  }

  /** The attempts of one check, in the endpoint's own mode. */
  List<Attempt> check(Endpoint endpoint) {
    CompletableFuture<List<Attempt>> done = new CompletableFuture<>();
    loop.execute(
        () -> guard.call(endpoint, endpoint.spec().connection(), false).thenAccept(done::complete));
    try {
      return done.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** How each attempt ended: "up", or the wire name of its failure. */
  static List<String> endings(List<Attempt> attempts) {
    return attempts.stream()
        .map(each -> each.failure() == null ? "up" : each.failure().cls().wireName())
        .toList();
  }

  @Override
  public void close() {
    prober.close();
    loop.close();
  }
}
