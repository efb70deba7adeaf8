package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.net.Egress;
import io.probity.net.LoopbackEgress;
import io.probity.probe.Attempt;
import io.probity.testing.Specs;
import io.probity.tls.ChainProblem;
import io.probity.tls.ChainVerdict;
import io.probity.tls.ChainVerifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A prober on a loop of its own, with names that lead to loopback. */
final class ProberFixture implements AutoCloseable {
  final LoopbackEgress egress = new LoopbackEgress();
  final AtomicReference<ChainVerdict> verdict;
  private final ProbeLoop loop = ProbeLoop.start();
  final VertxProber prober;

  ProberFixture() {
    this(TlsContexts.bestProvider());
  }

  /** Whose verdict on every chain is what {@link #verdict} holds. */
  ProberFixture(SslProvider engine) {
    this(engine, new AtomicReference<>(ChainVerdict.VALID));
  }

  private ProberFixture(SslProvider engine, AtomicReference<ChainVerdict> verdict) {
    this(engine, (presented, host, now) -> verdict.get(), verdict);
  }

  ProberFixture(SslProvider engine, ChainVerifier verifier) {
    this(engine, verifier, new AtomicReference<>(ChainVerdict.VALID));
  }

  /** Whose names are looked up by an egress on its loop, so that {@link #egress} is idle. */
  ProberFixture(SslProvider engine, ChainVerifier verifier, Function<EventLoop, Egress> names) {
    verdict = new AtomicReference<>(ChainVerdict.VALID);
    prober = prober(engine, verifier, names.apply(loop.eventLoop()), PoolSettings.DEFAULT);
  }

  ProberFixture(SslProvider engine, ChainVerifier verifier, PoolSettings pooling) {
    this(engine, verifier, new AtomicReference<>(ChainVerdict.VALID), pooling);
  }

  /** Whose pool is bound and metered as given. */
  ProberFixture(PoolSettings pooling) {
    this(TlsContexts.bestProvider(), (presented, host, now) -> ChainVerdict.VALID, pooling);
  }

  private ProberFixture(
      SslProvider engine, ChainVerifier verifier, AtomicReference<ChainVerdict> verdict) {
    this(engine, verifier, verdict, PoolSettings.DEFAULT);
  }

  private ProberFixture(
      SslProvider engine,
      ChainVerifier verifier,
      AtomicReference<ChainVerdict> verdict,
      PoolSettings pooling) {
    this.verdict = verdict;
    prober = prober(engine, verifier, egress, pooling);
  }

  private VertxProber prober(
      SslProvider engine, ChainVerifier verifier, Egress names, PoolSettings pooling) {
    return new VertxProber(
        loop, names, verifier, InstantSource.system(), pooling, "Probity/test", engine);
  }

  static ChainVerdict bad(ChainProblem problem) {
    return new ChainVerdict(problem, 0, "The test finds it bad.", Map.of());
  }

  Attempt pooled(Specs specs) {
    return attempt(specs.endpoint(), ConnectionMode.POOLED);
  }

  Attempt fresh(Specs specs) {
    return attempt(specs.endpoint(), ConnectionMode.FRESH);
  }

  Attempt attempt(Endpoint endpoint, ConnectionMode mode) {
    return await(
        prober.attempt(endpoint, mode, endpoint.spec().timeouts().total()).toCompletableFuture());
  }

  /** Several attempts that begin together. */
  List<Attempt> freshAtOnce(Specs specs, int count) {
    Endpoint endpoint = specs.endpoint();
    Duration budget = endpoint.spec().timeouts().total();
    return Stream.generate(() -> prober.attempt(endpoint, ConnectionMode.FRESH, budget))
        .limit(count)
        .toList()
        .stream()
        .map(begun -> await(begun.toCompletableFuture()))
        .toList();
  }

  /** Idle connections right now. */
  int idle() {
    return onLoop(prober::idleConnections);
  }

  /** Sockets of the loop that are open right now. */
  int sockets() {
    return onLoop(((SingleThreadEventLoop) loop.eventLoop())::registeredChannels);
  }

  /** Something that only the loop may look at. */
  <T> T onLoop(Supplier<T> look) {
    CompletableFuture<T> seen = new CompletableFuture<>();
    loop.execute(() -> seen.complete(look.get()));
    return await(seen);
  }

  EventLoop eventLoop() {
    return loop.eventLoop();
  }

  /** Keeps one of the workers from working until {@code free}. */
  void blockWorker(CountDownLatch busy, CountDownLatch free) {
    loop.context()
        .executeBlocking(
            () -> {
              busy.countDown();
              free.await();
              return true;
            },
            false);
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    prober.close();
    loop.close();
  }
}
