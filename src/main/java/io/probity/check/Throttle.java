package io.probity.check;

/**
 * How many checks may be under way, by how late the event loop is. A loop that falls behind with
 * all that it has begun calls targets slow that are not, loses their connections, and has to make
 * them anew: it gets ahead by beginning less. Halves when the loop is late, and grows back by a
 * quarter each time it is in time. Confined to the event loop.
 */
final class Throttle {
  static final long LATE_MILLIS = 100;
  static final long IN_TIME_MILLIS = 50;

  /** Few enough for a handshake of each to be made within a tenth of a second or so. */
  private static final int LEAST = 128;

  private final int least;
  private final int most;
  private int allowed;

  /**
   * A throttle that is wide open.
   *
   * @param most checks that are ever under way at once
   */
  Throttle(int most) {
    this.most = most;
    least = Math.min(LEAST, most);
    allowed = most;
  }

  /** Checks that may be under way now. */
  int allowed() {
    return allowed;
  }

  /**
   * The loop woke up.
   *
   * @param lateMillis after it was due; one that is negative was early
   * @param underWay checks that are
   * @return whether more may be under way than before
   */
  boolean woke(long lateMillis, int underWay) {
    int before = allowed;
    if (lateMillis > LATE_MILLIS) {
      allowed = Math.max(least, Math.min(allowed, underWay) / 2);
    } else if (lateMillis <= IN_TIME_MILLIS) {
      allowed = (int) Math.min(most, allowed + allowed / 4L + 1);
    }
    return allowed > before;
  }
}
