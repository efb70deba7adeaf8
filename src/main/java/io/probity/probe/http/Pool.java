package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.probity.endpoint.EndpointSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections by endpoint. Nobody ever waits for one: what is not here is opened. Loop-
 * confined.
 */
final class Pool {
  private static final long SWEEP_SECONDS = 5;

  private final EventLoop loop;
  private final Duration maxAge;
  private final Map<Long, Shelf> shelves = new HashMap<>();
  private @Nullable Future<?> sweep;
  private boolean closed;

  /** A pool whose connections live at most {@code maxAge}, or less where an endpoint says so. */
  Pool(EventLoop loop, Duration maxAge) {
    this.loop = loop;
    this.maxAge = maxAge;
  }

  /** The endpoint's shelf; a check holds on to it, so that {@link #forget} reaches its end too. */
  Shelf shelf(long endpointId) {
    return shelves.computeIfAbsent(endpointId, id -> new Shelf());
  }

  /** Keeps a connection for later, within the endpoint's bounds. */
  void give(Shelf shelf, Link link, EndpointSpec spec, long keptNanos) {
    long now = System.nanoTime();
    long age = Math.min(maxAge.toNanos(), spec.pool().maxAge().toNanos());
    long idle = Math.min(spec.pool().idleTimeout().toNanos(), keptNanos);
    link.usableUntil(now + Math.min(idle, link.openedAt() + age - now));
    if (closed || !link.usable(now)) {
      link.close();
      return;
    }
    if (link.requests() == 1) {
      link.channel().closeFuture().addListener(down -> shelf.remove(link));
    }
    shelf.give(link, spec.pool(), spec.redirects().follow() ? spec.redirects().max() : 0);
    if (sweep == null) {
      sweep = loop.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  void forget(long endpointId) {
    Shelf shelf = shelves.remove(endpointId);
    if (shelf != null) {
      shelf.discard();
    }
  }

  /** Closes all idle connections, and those given back later. */
  void close() {
    closed = true;
    shelves.values().forEach(Shelf::discard);
    shelves.clear();
    if (sweep != null) {
      sweep.cancel(false);
      sweep = null;
    }
  }

  /** How many connections are idle. */
  int size() {
    return shelves.values().stream().mapToInt(Shelf::size).sum();
  }

  private void sweep() {
    long now = System.nanoTime();
    shelves.values().forEach(shelf -> shelf.sweep(now));
    boolean empty = size() == 0;
    sweep = empty ? null : loop.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
  }
}
