package io.probity.check;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Asks the event loop now and then how much it has to do, and sees how long it takes to answer.
 * Thread-safe.
 */
final class LoopWatch {
  private final EventLoop loop;
  private final LongSupplier nanoTime;
  private final DoubleSupplier planned;
  private boolean waiting;
  private long askedAt;
  private long lastNanos;
  private double answer = Double.NaN;

  /**
   * A watch.
   *
   * @param planned checks planned in a second, asked on the loop
   */
  LoopWatch(EventLoop loop, LongSupplier nanoTime, DoubleSupplier planned, MeterRegistry registry) {
    this.loop = loop;
    this.nanoTime = nanoTime;
    this.planned = planned;
    Gauge.builder("probity.checks.planned.per.second", this::answer)
        .description("Checks that the intervals of the endpoints probed here ask for")
        .register(registry);
    Gauge.builder("probity.event.loop.delay", this::delay)
        .description("How long the event loop of the checks took to answer, or has not answered")
        .baseUnit("seconds")
        .register(registry);
  }

  /** Asks, unless the answer to the question before is still missing. */
  void tick() {
    synchronized (this) {
      if (waiting) {
        return;
      }
      waiting = true;
      askedAt = nanoTime.getAsLong();
    }
    loop.execute(this::reply);
  }

  private void reply() {
    double value = planned.getAsDouble();
    synchronized (this) {
      waiting = false;
      lastNanos = nanoTime.getAsLong() - askedAt;
      answer = value;
    }
  }

  /** Seconds that the last answer took, or has been missing if that is longer. */
  private synchronized double delay() {
    long missing = waiting ? nanoTime.getAsLong() - askedAt : 0;
    return (double) Math.max(missing, lastNanos) / TimeUnit.SECONDS.toNanos(1);
  }

  private synchronized double answer() {
    return answer;
  }
}
