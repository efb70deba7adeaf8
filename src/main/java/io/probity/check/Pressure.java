package io.probity.check;

import java.time.Duration;

/** How short permits are, and what a check gives up for it (rules.md 13). */
enum Pressure {
  NONE,
  /**
   * Four fifths of all permits are taken, or somebody waits for one or for the same origin: one
   * attempt.
   */
  NO_RETRIES,
  /** 95 % of all permits are taken: half the time besides. */
  SHORT_DEADLINES;

  private static final Duration LEAST = Duration.ofSeconds(1);

  /**
   * Pressure by the permits in all.
   *
   * @param others checks under way besides the one that asks
   * @param crowded whether somebody waits
   */
  static Pressure of(int others, int inAll, boolean crowded) {
    if (others * 100L >= inAll * 95L) {
      return SHORT_DEADLINES;
    }
    return crowded || others * 100L >= inAll * 80L ? NO_RETRIES : NONE;
  }

  /** The time a check gets: half of its total if need be, but no less than a second of it. */
  Duration total(Duration configured) {
    if (this != SHORT_DEADLINES) {
      return configured;
    }
    Duration half = Duration.ofNanos(configured.toNanos() / 2);
    Duration cut = half.compareTo(LEAST) < 0 ? LEAST : half;
    return cut.compareTo(configured) < 0 ? cut : configured;
  }
}
