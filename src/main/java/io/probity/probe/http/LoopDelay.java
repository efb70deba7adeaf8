package io.probity.probe.http;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * How much time an event loop has lost, because something blocked it or it got no CPU: a pulse four
 * times a second that comes late shows it. Loop-confined.
 */
final class LoopDelay {
  private static final long PULSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final EventLoop loop;
  private long lost;
  private long due;

  private LoopDelay(EventLoop loop) {
    this.loop = loop;
    due = System.nanoTime() + PULSE_NANOS;
  }

  /** Watches the loop from now on. Any thread. */
  static LoopDelay of(EventLoop loop) {
    LoopDelay delay = new LoopDelay(loop);
    loop.execute(() -> delay.next(System.nanoTime()));
    return delay;
  }

  private void next(long now) {
    due = now + PULSE_NANOS;
    loop.schedule(this::beat, PULSE_NANOS, TimeUnit.NANOSECONDS);
  }

  private void beat() {
    long now = System.nanoTime();
    lost += late(now);
    next(now);
  }

  /**
   * Nanoseconds lost so far, those of a pulse that is late right now included.
   *
   * @param now a reading of {@link System#nanoTime()}
   */
  long lostNanos(long now) {
    return lost + late(now);
  }

  private long late(long now) {
    return Math.max(0, now - due);
  }
}
