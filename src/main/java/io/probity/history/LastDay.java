package io.probity.history;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last 24 hours of an endpoint.
 *
 * @param stretches oldest first, without gaps; they begin late where the endpoint is younger
 * @param uptime as {@link SummaryRow} has it, null: nothing was observed
 */
public record LastDay(
    Instant from, Instant until, List<Stretch> stretches, @Nullable BigDecimal uptime) {
  /** A time in one state. */
  public record Stretch(String state, Instant from, Instant until) {}
}
