package io.probity.history;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Leaves time to others: after each stretch of work a rest as long as the work was, but not longer
 * than a second. Confined to one thread.
 */
final class Pace {
  private static final long LONGEST_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanos;
  private final LongConsumer sleep;
  private long begun;

  /**
   * A pace.
   *
   * @param nanos a monotonic clock
   * @param sleep waits for so many nanoseconds
   */
  Pace(LongSupplier nanos, LongConsumer sleep) {
    this.nanos = nanos;
    this.sleep = sleep;
  }

  /** Works half of the time. */
  static Pace half() {
    return new Pace(System::nanoTime, java.util.concurrent.locks.LockSupport::parkNanos);
  }

  /** Work begins. */
  void begin() {
    begun = nanos.getAsLong();
  }

  /** Rests for the work since the last rest. */
  void rest() {
    sleep.accept(Math.min(LONGEST_NANOS, nanos.getAsLong() - begun));
    begin();
  }
}
