package io.probity.check;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is due and has not started yet. A few start at a time, and between them the loop hears what
 * has come in: an answer that waits for the starts of others makes its endpoint look slow. Confined
 * to the event loop.
 */
final class Burst<E> {
  /** How many start before the loop reads. A turn of the loop costs less than a start. */
  static final int AT_ONCE = 4;

  private final EventLoop loop;
  private final Predicate<E> start;
  private final Deque<E> due = new ArrayDeque<>();

  /** Starts of what was due before and has waited in line since. */
  private final Deque<Runnable> admitted = new ArrayDeque<>();

  /** Whether some are being started, or will be once the loop has read. */
  private boolean underWay;

  /**
   * A burst that is over.
   *
   * @param start starts one; tells whether that took the work of a start
   */
  Burst(EventLoop loop, Predicate<E> start) {
    this.loop = loop;
    this.start = start;
  }

  /** Adds what is due now, behind what is due already. */
  void add(Collection<E> more) {
    due.addAll(more);
  }

  /** Starts the first few now, unless others are being started. */
  void begin() {
    if (!underWay) {
      goOn();
    }
  }

  /**
   * Starts this, once the loop has read, in turn with what is due: neither keeps the other waiting.
   */
  void soon(Runnable admission) {
    admitted.add(admission);
    if (!underWay) {
      later();
    }
  }

  /** What starts next of what is due, null: nothing is. */
  @Nullable E first() {
    return due.peek();
  }

  /** Forgets what is due; what was admitted still starts. */
  void clear() {
    due.clear();
  }

  private void later() {
    underWay = true;
    loop.after(Duration.ZERO, this::goOn);
  }

  private void goOn() {
    underWay = true;
    try {
      for (int started = 0; started < AT_ONCE && !admitted.isEmpty(); started++) {
        admitted.remove().run();
      }
      int started = 0;
      while (started < AT_ONCE && !due.isEmpty()) {
        if (start.test(due.remove())) {
          started++;
        }
      }
    } finally {
      underWay = false;
      if (!due.isEmpty() || !admitted.isEmpty()) {
        later();
      }
    }
  }
}
