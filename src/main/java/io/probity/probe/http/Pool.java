package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.probity.endpoint.EndpointSpec;
import io.probity.net.PinnedAddress;
import io.probity.probe.http.PoolMeters.Closing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All established connections: the idle ones by endpoint, and those that attempts hold. Nobody ever
 * waits for one: what is not here is opened. Loop-confined.
 */
final class Pool {
  private final PoolSettings settings;
  private final Map<Long, Shelf> shelves = new HashMap<>();

  private final IdleLinks idle = new IdleLinks(System.nanoTime());

  /** All others. */
  private final LinkList lent = new LinkList();

  private boolean closed;

  Pool(PoolSettings settings) {
    this.settings = settings;
  }

  /** The endpoint's shelf; a check holds on to it, so that {@link #forget} reaches its end too. */
  Shelf shelf(long endpointId) {
    return shelves.computeIfAbsent(endpointId, id -> new Shelf());
  }

  /** Takes note of a connection that was just made, and for whom. */
  void opened(Link link, Lease lease) {
    link.lease(lease);
    lent.add(link);
    settings.meters().opened(link.kind());
    link.channel().closeFuture().addListener(down -> gone(link));
  }

  /**
   * Lends a connection that may serve the route: still up, young enough, to one of these addresses
   * and with a leaf that is still valid. Those that no longer may are closed.
   */
  @Nullable Link take(
      Shelf shelf,
      Route route,
      List<PinnedAddress> admitted,
      Lease lease,
      long nanoTime,
      long epochMillis) {
    for (Link link = shelf.last(route); link != null; link = shelf.last(route)) {
      leave(link);
      Closing unfit = link.unfit(admitted, nanoTime, epochMillis);
      if (unfit == null) {
        link.lease(lease);
        return link;
      }
      link.close(unfit);
    }
    return null;
  }

  /** Takes note of one more request over a connection. */
  void requested(Link link) {
    settings.meters().requested(link.kind(), link.reused());
  }

  /** Keeps a connection for later, within the endpoint's bounds and the prober's. */
  void give(Shelf shelf, Link link, EndpointSpec spec, long keptNanos) {
    long now = System.nanoTime();
    long age = Math.min(settings.maxAge().toNanos(), spec.pool().maxAge().toNanos());
    link.usableFor(Math.min(spec.pool().idleTimeout().toNanos(), keptNanos), age, now);
    Closing worn = closed || shelf.discarded() ? Closing.FORGOTTEN : link.worn(now);
    if (worn != null) {
      link.close(worn);
      return;
    }
    settings.meters().kept(link.kind());
    link.lease(null);
    idle.add(link, shelf, now, spec.interval().toNanos());
    Link surplus =
        shelf.give(link, spec.pool(), spec.redirects().follow() ? spec.redirects().max() : 0);
    if (surplus == null && idle.size() > settings.maxIdle()) {
      surplus = idle.leastNeeded(now);
    }
    if (surplus != null) {
      discard(surplus, Closing.BOUNDS);
    }
  }

  /** Closes the idle ones that are in the way of so many attempts. */
  void makeRoom(int attempts) {
    while (idle.size() > 0 && idle.size() + attempts > settings.maxOpen()) {
      discard(idle.leastNeeded(System.nanoTime()), Closing.BOUNDS);
    }
  }

  void forget(long endpointId) {
    Shelf shelf = shelves.remove(endpointId);
    if (shelf != null) {
      shelf.discard().forEach(link -> discard(link, Closing.FORGOTTEN));
    }
  }

  /** Closes all idle connections, and those given back later. */
  void close() {
    closed = true;
    List.copyOf(shelves.keySet()).forEach(this::forget);
  }

  /** Closes what may not be used any more. */
  void sweep(long nanoTime) {
    List<Link> unusable = idle.all().stream().filter(link -> link.worn(nanoTime) != null).toList();
    for (Link link : unusable) {
      Closing worn = link.worn(nanoTime);
      discard(link, worn == null ? Closing.IDLE : worn);
    }
  }

  /** How many connections are idle. */
  int size() {
    return idle.size();
  }

  /** Those that attempts hold, as they are now. */
  List<Link> lent() {
    return lent.toList();
  }

  /** The idle connections of an endpoint. */
  List<Link> idle(long endpointId) {
    Shelf shelf = shelves.get(endpointId);
    return shelf == null ? List.of() : shelf.links();
  }

  private void discard(Link link, Closing reason) {
    leave(link);
    link.close(reason);
  }

  private void leave(Link link) {
    Shelf shelf = idle.remove(link);
    if (shelf != null) {
      shelf.remove(link);
      lent.add(link);
      settings.meters().taken(link.kind());
    }
  }

  /** The exchange that was under way hears of it after us, and gives the reason. */
  private void gone(Link link) {
    leave(link);
    lent.remove(link);
    long age = Math.max(0, System.nanoTime() - link.openedAt());
    EventLoop loop = link.channel().eventLoop();
    if (loop.isShuttingDown()) {
      settings.meters().closed(link.kind(), link.closing(), age);
    } else {
      loop.execute(() -> settings.meters().closed(link.kind(), link.closing(), age));
    }
  }
}
