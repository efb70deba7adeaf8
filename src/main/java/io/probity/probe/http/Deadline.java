package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of an attempt. It may be moved at any time; moving it later costs nothing, since
 * the timer re-arms itself when it finds that it fired too early. Loop-confined.
 */
final class Deadline {
  private final EventLoop loop;
  private final Runnable onExpiry;
  private long at;
  private long armedFor;
  private @Nullable Future<?> timer;

  Deadline(EventLoop loop, Runnable onExpiry) {
    this.loop = loop;
    this.onExpiry = onExpiry;
  }

  /** Expires at this reading of {@link System#nanoTime()}. */
  void moveTo(long nanoTime) {
    at = nanoTime;
    if (timer == null || armedFor - nanoTime > 0) {
      arm();
    }
  }

  void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void arm() {
    cancel();
    armedFor = at;
    timer = loop.schedule(this::fired, at - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void fired() {
    if (timer == null) {
      return;
    }
    if (at - System.nanoTime() > 0) {
      arm();
    } else {
      timer = null;
      onExpiry.run();
    }
  }
}
