package io.probity.access;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Lets so many be served at a time; the others wait in line, unless the line is so long that their
 * turn would come too late: then it is better to be told at once. How long a wait will be is
 * reckoned from how long the last ones took. Thread-safe; never blocks.
 *
 * @param <T> who asks, told apart by identity or equality
 */
final class Turns<T> {
  /** What becomes of who asks. */
  enum Reply {
    /** It is its turn, until {@link #done}. */
    NOW,
    /** {@link #done} will name it some time. */
    LATER,
    /** There are too many. */
    NEVER
  }

  /** Before anything is known. */
  private static final double FIRST_GUESS_NANOS = 20e6;

  private static final double WEIGHT = 1 / 32.0;

  private final int atOnce;
  private final Duration patience;
  private final Set<T> line = new LinkedHashSet<>();
  private double usualNanos = FIRST_GUESS_NANOS;
  private int served;

  /**
   * Nobody is there yet.
   *
   * @param atOnce at least 1
   * @param patience longest wait that is begun; also the most that one turn counts for, so that one
   *     that took minutes does not turn away all others
   */
  Turns(int atOnce, Duration patience) {
    this.atOnce = atOnce;
    this.patience = patience;
  }

  synchronized Reply ask(T who) {
    if (served < atOnce) {
      served++;
      return Reply.NOW;
    }
    if (outlook().compareTo(patience) > 0) {
      return Reply.NEVER;
    }
    line.add(who);
    return Reply.LATER;
  }

  /**
   * A turn is over.
   *
   * @param taken how long it was
   * @return whose turn it is now; empty: nobody waits
   */
  synchronized Optional<T> done(Duration taken) {
    double nanos = Math.min(taken.toNanos(), patience.toNanos());
    usualNanos += (nanos - usualNanos) * WEIGHT;
    Iterator<T> first = line.iterator();
    if (!first.hasNext()) {
      served--;
      return Optional.empty();
    }
    T next = first.next();
    first.remove();
    return Optional.of(next);
  }

  /** Takes who waits out of the line; false if it was not in it, hence has had its turn. */
  synchronized boolean leave(T who) {
    return line.remove(who);
  }

  /** How long one more would wait. */
  synchronized Duration outlook() {
    return Duration.ofNanos((long) ((line.size() + 1) * usualNanos / atOnce));
  }
}
