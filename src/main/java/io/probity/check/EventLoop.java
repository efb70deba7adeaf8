package io.probity.check;

import java.time.Duration;

/** The one thread on which checks run. */
public interface EventLoop {
  /** Runs work on the loop; from the loop itself it runs later, never at once. Thread-safe. */
  void execute(Runnable work);

  /** Runs work on the loop after a delay. Thread-safe. */
  void after(Duration delay, Runnable work);

  /** Whether the calling thread is the loop. */
  boolean inLoop();
}
