package io.probity.probe.http;

import io.probity.endpoint.PoolSpec;
import io.probity.net.PinnedAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The idle connections of one endpoint, the last used first. Loop-confined. */
final class Shelf {
  private final Deque<Link> idle = new ArrayDeque<>(1);
  private boolean discarded;

  /**
   * Takes out a connection that may serve the route: still up, young enough, to one of these
   * addresses and with a leaf that is still valid. Those that no longer may are closed.
   */
  @Nullable Link take(Route route, List<PinnedAddress> admitted, long nanoTime, Instant now) {
    Iterator<Link> links = idle.iterator();
    while (links.hasNext()) {
      Link link = links.next();
      if (!link.route().equals(route)) {
        continue;
      }
      links.remove();
      if (link.usable(nanoTime) && admitted.contains(link.address()) && link.leafValid(now)) {
        return link;
      }
      link.close();
    }
    return null;
  }

  /** Puts a connection back, and closes the oldest beyond the bounds. */
  void give(Link link, PoolSpec bounds, int otherRoutes) {
    if (discarded) {
      link.close();
      return;
    }
    idle.addFirst(link);
    long sameRoute = idle.stream().filter(each -> each.route().equals(link.route())).count();
    if (sameRoute > bounds.maxConnections()) {
      closeLast(link.route());
    } else if (idle.size() > bounds.maxConnections() + otherRoutes) {
      idle.removeLast().close();
    }
  }

  void remove(Link link) {
    idle.remove(link);
  }

  /** Closes what may not be used any more. */
  void sweep(long nanoTime) {
    closeAll(idle.stream().filter(link -> !link.usable(nanoTime)).toList());
  }

  /** Closes everything, and whatever is given back later. */
  void discard() {
    discarded = true;
    closeAll(List.copyOf(idle));
  }

  /** Closing a connection takes it off the shelf at once, so the shelf is never iterated here. */
  private void closeAll(List<Link> links) {
    links.forEach(idle::remove);
    links.forEach(Link::close);
  }

  int size() {
    return idle.size();
  }

  private void closeLast(Route route) {
    Iterator<Link> links = idle.descendingIterator();
    while (links.hasNext()) {
      Link link = links.next();
      if (link.route().equals(route)) {
        links.remove();
        link.close();
        return;
      }
    }
  }
}
