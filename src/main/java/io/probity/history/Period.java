package io.probity.history;

import java.time.Instant;

/** The start of a stretch of one state; it lasts until the next one's. */
record Period(Instant from, State state) {
  /** The states of {@code health_period}, each at the place of its stored number. */
  enum State {
    UP,
    DEGRADED,
    DOWN,
    UNKNOWN,
    PAUSED,
    MAINTENANCE;

    /** The state stored under a number; one of a newer version counts as unknown. */
    static State ofNumber(int number) {
      return number >= 0 && number < values().length ? values()[number] : UNKNOWN;
    }

    /** Whether it stands on checks, so that it ends when there are none. */
    boolean observed() {
      return this == UP || this == DEGRADED || this == DOWN;
    }
  }
}
