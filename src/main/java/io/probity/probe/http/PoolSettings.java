package io.probity.probe.http;

import java.time.Duration;

/**
 * What holds for all pooled connections of a prober.
 *
 * @param maxAge a connection is not used beyond this age, whatever its endpoint allows
 * @param maxIdle how many may be idle in all; the least needed is closed beyond that
 * @param maxOpen how many idle ones and attempts under way there may be together; the idle ones
 *     give way, so that a connection is never kept at the price of one that cannot be made
 * @param meters hears what becomes of them
 */
public record PoolSettings(Duration maxAge, int maxIdle, int maxOpen, PoolMeters meters) {
  /** Ten minutes, 20,000 idle connections, and nobody hears of them. */
  public static final PoolSettings DEFAULT =
      new PoolSettings(Duration.ofMinutes(10), 20_000, PoolMeters.NONE);

  /** As many may be open as it takes. */
  public PoolSettings(Duration maxAge, int maxIdle, PoolMeters meters) {
    this(maxAge, maxIdle, Integer.MAX_VALUE, meters);
  }
}
