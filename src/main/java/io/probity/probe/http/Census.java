package io.probity.probe.http;

import io.probity.endpoint.Endpoint;
import io.probity.probe.OpenConnections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts the connections of one endpoint by origin. Used on the loop. */
final class Census {
  private final Map<String, OpenConnections> byOrigin = new LinkedHashMap<>();
  private final long nanoTime;

  private Census(long nanoTime) {
    this.nanoTime = nanoTime;
  }

  static List<OpenConnections> of(Pool pool, Endpoint endpoint, long nanoTime) {
    Census census = new Census(nanoTime);
    for (Link link : pool.idle(endpoint.id())) {
      census.count(link, 1, 0);
    }
    for (Link link : pool.lent()) {
      Lease lease = link.lease();
      if (lease != null && lease.endpoint().equals(endpoint.publicId())) {
        census.count(link, 0, 1);
      }
    }
    return List.copyOf(census.byOrigin.values());
  }

  private void count(Link link, int idle, int inUse) {
    String origin = origin(link.route());
    long age = TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanoTime - link.openedAt()));
    byOrigin.merge(
        origin, new OpenConnections(origin, idle, inUse, age, link.requests()), Census::both);
  }

  private static OpenConnections both(OpenConnections one, OpenConnections other) {
    return new OpenConnections(
        one.origin(),
        one.idle() + other.idle(),
        one.inUse() + other.inUse(),
        Math.max(one.oldestMs(), other.oldestMs()),
        Math.max(one.mostRequests(), other.mostRequests()));
  }

  private static String origin(Route route) {
    Origin origin = new Origin(route.tls(), route.host(), route.port());
    return (route.tls() ? "https://" : "http://") + origin.authority();
  }
}
