package io.probity.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds how often an address may fail within a time. Neighbours in an IPv6 network of 64 bits
 * count as one. Knows the last ten thousand addresses, on this replica only. Thread-safe.
 */
final class AttemptLimit {
  private static final int MAX_ADDRESSES = 10_000;

  private final int max;
  private final Duration window;
  private final InstantSource clock;
  private final Map<String, Tally> tallies = new LinkedHashMap<>();

  private record Tally(Instant since, int failures) {}

  /** At most {@code max} failures in {@code window}, which begins with the first. */
  AttemptLimit(int max, Duration window, InstantSource clock) {
    this.max = max;
    this.window = window;
    this.clock = clock;
  }

  /**
   * Begins an attempt, which counts as failed until {@link #succeeded}.
   *
   * @return zero if it may go on, otherwise for how long it may not
   */
  synchronized Duration begin(String address) {
    String network = ClientNetwork.of(address);
    Instant now = clock.instant();
    Tally tally = tallies.get(network);
    if (tally == null || !now.isBefore(tally.since().plus(window))) {
      tally = new Tally(now, 0);
    }
    if (tally.failures() >= max) {
      return Duration.between(now, tally.since().plus(window));
    }
    tallies.remove(network);
    tallies.put(network, new Tally(tally.since(), tally.failures() + 1));
    if (tallies.size() > MAX_ADDRESSES) {
      tallies.remove(tallies.keySet().iterator().next());
    }
    return Duration.ZERO;
  }

  /** Takes back what {@link #begin} counted. */
  synchronized void succeeded(String address) {
    tallies.computeIfPresent(
        ClientNetwork.of(address),
        (network, tally) ->
            tally.failures() > 1 ? new Tally(tally.since(), tally.failures() - 1) : null);
  }
}
