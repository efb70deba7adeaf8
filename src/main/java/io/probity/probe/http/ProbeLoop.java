package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.metrics.MetricsOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The one event loop that all probing runs on, with a Vert.x instance of its own: no metrics, no
 * native transport, no file cache, nothing shared with the REST API. Thread-safe.
 */
public final class ProbeLoop implements AutoCloseable {
  private final VertxInternal vertx;
  private final ContextInternal context;
  private final LoopDelay delay;

  private ProbeLoop(VertxInternal vertx) {
    this.vertx = vertx;
    this.context = vertx.createEventLoopContext();
    this.delay = LoopDelay.of(context.nettyEventLoop());
  }

  /** Starts the loop's thread. */
  public static ProbeLoop start() {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(1)
            .setPreferNativeTransport(false)
            .setMetricsOptions(new MetricsOptions().setEnabled(false))
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false));
    return new ProbeLoop((VertxInternal) Vertx.vertx(options));
  }

  /** Runs work on the loop; from the loop itself it runs later, never at once. */
  public void execute(Runnable work) {
    context.runOnContext(nothing -> work.run());
  }

  /** Runs work on the loop after a delay. */
  public void after(Duration delay, Runnable work) {
    eventLoop()
        .schedule(
            () -> context.emit(work, Runnable::run),
            Math.max(0, delay.toNanos()),
            TimeUnit.NANOSECONDS);
  }

  /** The loop as Netty knows it, for resolvers and sockets that belong on it. */
  public EventLoop eventLoop() {
    return context.nettyEventLoop();
  }

  /** The Vert.x context bound to the loop. */
  public ContextInternal context() {
    return context;
  }

  LoopDelay delay() {
    return delay;
  }

  VertxInternal vertx() {
    return vertx;
  }

  /** Stops the loop's thread; what still runs is cut off. Returns at once. */
  @Override
  public void close() {
    vertx.close();
  }
}
