package io.probity.health;

/** What a stretch of time is accounted to. Stored by number, never changed. */
public enum PeriodState {
  UP(0),
  DEGRADED(1),
  DOWN(2),
  UNKNOWN(3),
  PAUSED(4),
  MAINTENANCE(5);

  private final int number;

  PeriodState(int number) {
    this.number = number;
  }

  /** The number it is stored under. */
  public int number() {
    return number;
  }

  /** The period of an observed state. */
  public static PeriodState of(ObservedState observed) {
    return switch (observed) {
      case UP -> UP;
      case DEGRADED -> DEGRADED;
      case DOWN -> DOWN;
      case UNKNOWN -> UNKNOWN;
    };
  }

  /** The state stored under a number; one of a newer version counts as unknown. */
  public static PeriodState ofNumber(int number) {
    for (PeriodState state : values()) {
      if (state.number == number) {
        return state;
      }
    }
    return UNKNOWN;
  }
}
