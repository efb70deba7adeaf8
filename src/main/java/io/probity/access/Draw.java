package io.probity.access;

import io.vertx.core.MultiMap;
import java.time.Duration;

/**
 * What came of taking a token from a bucket.
 *
 * @param policy the name of the bucket's kind, for the headers
 * @param quota tokens of a full bucket, refilled evenly within a minute
 * @param remaining whole tokens left
 * @param delay until there is a token again; zero if one was taken
 * @param untilFull until the bucket is full again, if nothing more is taken
 */
record Draw(String policy, int quota, long remaining, Duration delay, Duration untilFull) {
  private static final int MINUTE_SECONDS = 60;

  boolean isRefused() {
    return !delay.isZero();
  }

  /** Seconds after which it is worth trying again, at least one. */
  long retrySeconds() {
    return seconds(delay);
  }

  /** Tells it as draft-ietf-httpapi-ratelimit-headers-10 does. */
  void tell(MultiMap headers) {
    long reset = seconds(isRefused() ? delay : untilFull);
    headers.set("RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(policy, quota, MINUTE_SECONDS));
    headers.set("RateLimit", "\"%s\";r=%d;t=%d".formatted(policy, remaining, reset));
  }

  private static long seconds(Duration time) {
    return time.plusNanos(999_999_999).toSeconds();
  }
}
