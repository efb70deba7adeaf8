package io.probity.check;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Notices when the wall clock does not go on as time does: it was set, or the machine slept. The
 * schedule follows by itself; gaps in the accounting and dates of certificates are then to be read
 * with care. {@link #tick()} is called by one thread, the rest by any.
 */
final class ClockWatch {
  /** Beyond what a clock that is slewed gains or loses between two looks. */
  static final Duration STEP = Duration.ofSeconds(2);

  private static final Logger LOG = Logger.getLogger(ClockWatch.class);

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final SelfMetrics metrics;
  private Instant before;
  private long nanosBefore;
  private volatile @Nullable Step last;

  /**
   * A step of the clock.
   *
   * @param at by the clock after it
   * @param by positive: forward
   */
  record Step(Instant at, Duration by) {}

  ClockWatch(InstantSource clock, LongSupplier nanoTime, SelfMetrics metrics) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.before = clock.instant();
    this.nanosBefore = nanoTime.getAsLong();
  }

  void tick() {
    Instant now = clock.instant();
    long nanos = nanoTime.getAsLong();
    Duration by = Duration.between(before, now).minusNanos(nanos - nanosBefore);
    if (by.abs().compareTo(STEP) > 0) {
      last = new Step(now, by);
      metrics.clockStepped();
      LOG.warnf(
          "The clock went %d ms %s: it was set, or the machine slept. Silence and the dates of"
              + " certificates are judged by the new time",
          by.abs().toMillis(), by.isNegative() ? "back" : "ahead");
    }
    before = now;
    nanosBefore = nanos;
  }

  /** The last step since the start of the program. */
  Optional<Step> last() {
    return Optional.ofNullable(last);
  }
}
