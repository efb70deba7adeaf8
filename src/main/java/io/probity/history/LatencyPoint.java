package io.probity.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How latency was distributed over one step; percentiles are within 2 % of the true ones. Without a
 * check that tells of a latency all but {@code at} and {@code count} are null.
 *
 * @param at the start of the step
 * @param count checks whose response was complete and which went through the phase
 */
public record LatencyPoint(
    Instant at,
    long count,
    @Nullable BigDecimal p50Ms,
    @Nullable BigDecimal p95Ms,
    @Nullable BigDecimal p99Ms,
    @Nullable BigDecimal maxMs) {
  static LatencyPoint of(Instant at, LatencySketch sketch) {
    if (sketch.isEmpty()) {
      return new LatencyPoint(at, 0, null, null, null, null);
    }
    return new LatencyPoint(
        at,
        sketch.count(),
        millis(sketch.quantileUs(0.50)),
        millis(sketch.quantileUs(0.95)),
        millis(sketch.quantileUs(0.99)),
        BigDecimal.valueOf(sketch.maxUs(), 3));
  }

  private static BigDecimal millis(double micros) {
    return BigDecimal.valueOf(micros).movePointLeft(3).setScale(3, RoundingMode.HALF_EVEN);
  }
}
