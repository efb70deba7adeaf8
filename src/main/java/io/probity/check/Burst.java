package io.probity.check;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is due and has not started yet, and what was due before, waited in line and has been let in
 * since. A few of either start at a time, and between them the loop hears what has come in: an
 * answer that waits for the starts of others makes its endpoint look slow. Confined to the event
 * loop.
 */
final class Burst<E> {
  /** How many of either start before the loop reads. A turn of the loop costs less than a start. */
  static final int AT_ONCE = 4;

  /** How many of those due are looked at before the loop reads, though hardly any starts. */
  static final int LOOKS = 64;

  private final EventLoop loop;
  private final Predicate<E> start;
  private final Deque<E> due = new ArrayDeque<>();

  /** What those who were let in do next: mostly they start. */
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

  /** Runs this later than its caller, in turn with what is due: neither keeps the other waiting. */
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
      for (int run = 0; run < AT_ONCE && !admitted.isEmpty(); run++) {
        admitted.remove().run();
      }
      int started = 0;
      for (int looks = 0; looks < LOOKS && started < AT_ONCE && !due.isEmpty(); looks++) {
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
