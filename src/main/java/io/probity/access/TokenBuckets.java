package io.probity.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket of tokens for each name, refilled evenly within a minute. Knows the ten thousand names
 * used last, on this replica only. Thread-safe.
 */
final class TokenBuckets {
  private static final int MAX_NAMES = 10_000;

  private final String policy;
  private final int perMinute;
  private final TimeMeter time;
  private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Buckets of one kind.
   *
   * @param perMinute 0: without bound
   * @param key named in the refusal of a number below 0
   */
  TokenBuckets(String policy, int perMinute, String key, TimeMeter time) {
    if (perMinute < 0) {
      throw new IllegalArgumentException(key + " must not be below 0, as " + perMinute + " is.");
    }
    this.policy = policy;
    this.perMinute = perMinute;
    this.time = time;
  }

  /** Takes a token from the bucket of a name; empty if there is no bound. */
  Optional<Draw> draw(String name) {
    if (perMinute == 0) {
      return Optional.empty();
    }
    ConsumptionProbe probe = bucket(name).tryConsumeAndReturnRemaining(1);
    return Optional.of(
        new Draw(
            policy,
            perMinute,
            probe.getRemainingTokens(),
            Duration.ofNanos(probe.getNanosToWaitForRefill()),
            Duration.ofNanos(probe.getNanosToWaitForReset())));
  }

  private synchronized Bucket bucket(String name) {
    Bucket bucket = buckets.computeIfAbsent(name, unused -> full());
    if (buckets.size() > MAX_NAMES) {
      buckets.remove(buckets.keySet().iterator().next());
    }
    return bucket;
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .withCustomTimePrecision(time)
        .build();
  }
}
