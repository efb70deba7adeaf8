package io.probity.probe.http;

import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.PoolSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The idle connections of one endpoint, the last used first. Loop-confined. */
final class Shelf {
  private final Deque<Link> idle = new ArrayDeque<>(1);
  private @Nullable Outgoing first;
  private boolean discarded;

  /** The endpoint's own request, as it was made for this configuration. */
  Outgoing first(EndpointSpec spec, String userAgent) {
    Outgoing known = first;
    if (known == null || !known.isOf(spec)) {
      known = new Outgoing(HopRequest.first(spec), spec, userAgent, false);
      first = known;
    }
    return known;
  }

  /** The connection that served the route last, null if there is none. It stays on the shelf. */
  @Nullable Link last(Route route) {
    return first(idle.iterator(), route);
  }

  /** Puts a connection on, and names the one that is too many now, null if none is. */
  @Nullable Link give(Link link, PoolSpec bounds, int otherRoutes) {
    idle.addFirst(link);
    int sameRoute = 0;
    for (Link each : idle) {
      sameRoute += each.route().equals(link.route()) ? 1 : 0;
    }
    if (sameRoute > bounds.maxConnections()) {
      return first(idle.descendingIterator(), link.route());
    }
    return idle.size() > bounds.maxConnections() + otherRoutes ? idle.peekLast() : null;
  }

  void remove(Link link) {
    idle.remove(link);
  }

  List<Link> links() {
    return List.copyOf(idle);
  }

  /** Names everything on it; nothing may be given to it from now on. */
  List<Link> discard() {
    discarded = true;
    return List.copyOf(idle);
  }

  boolean discarded() {
    return discarded;
  }

  private static @Nullable Link first(Iterator<Link> links, Route route) {
    while (links.hasNext()) {
      Link link = links.next();
      if (link.route().equals(route)) {
        return link;
      }
    }
    return null;
  }
}
