package io.probity.check;

/**
 * How many checks may be under way, by how late the event loop is. A loop that falls behind with
 * all that it has begun calls targets slow that are not, loses their connections, and has to make
 * them anew: it gets ahead by beginning less. Halves when the loop is late, once what is too much
 * has ended, and grows back by a quarter each time it is in time, slower when it nearly is.
 * Confined to the event loop.
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
   * @param peak the most of them since it woke up before
   * @return whether more may be under way than before
   */
  boolean woke(long lateMillis, int underWay, int peak) {
    int before = allowed;
    if (lateMillis <= LATE_MILLIS) {
      int part = lateMillis <= IN_TIME_MILLIS ? 4 : 16;
      allowed = (int) Math.min(most, allowed + (long) allowed / part + 1);
    } else if (underWay <= allowed) {
      allowed = Math.max(least, Math.min(allowed, peak) / 2);
    }
    return allowed > before;
  }
}
