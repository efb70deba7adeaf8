package io.probity.acceptance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When each endpoint was probed, and by which replica. Times are milliseconds since the start.
 * Thread-safe.
 */
final class Arrivals {
  private static final int REPLICA_BITS = 4;

  private final long began = System.nanoTime();
  private final long beganAt = System.currentTimeMillis();
  private final long[][] kept;
  private final int[] sizes;

  /** One probe of an endpoint. */
  record Probe(long at, int replica) {}

  Arrivals(int endpoints) {
    kept = new long[endpoints][64];
    sizes = new int[endpoints];
  }

  long now() {
    return (System.nanoTime() - began) / 1_000_000;
  }

  void add(int endpoint, int replica) {
    add(endpoint, replica, now());
  }

  /** One that somebody else wrote down, at this time of the wall clock. */
  void addAt(Instant at, int endpoint, int replica) {
    add(endpoint, replica, Math.max(0, at.toEpochMilli() - beganAt));
  }

  private synchronized void add(int endpoint, int replica, long at) {
    if (sizes[endpoint] == kept[endpoint].length) {
      kept[endpoint] = Arrays.copyOf(kept[endpoint], 2 * sizes[endpoint]);
    }
    kept[endpoint][sizes[endpoint]++] = at << REPLICA_BITS | replica;
  }

  int endpoints() {
    return sizes.length;
  }

  /** The probes of an endpoint between two times, in order. */
  synchronized List<Probe> of(int endpoint, long from, long to) {
    List<Probe> found = new ArrayList<>();
    for (int i = 0; i < sizes[endpoint]; i++) {
      long at = kept[endpoint][i] >> REPLICA_BITS;
      if (at >= from && at <= to) {
        found.add(new Probe(at, (int) (kept[endpoint][i] & (1 << REPLICA_BITS) - 1)));
      }
    }
    return found;
  }
}
