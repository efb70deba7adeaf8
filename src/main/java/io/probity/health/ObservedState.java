package io.probity.health;

import java.util.Locale;

/** What was observed of an endpoint. Stored by number, never changed. */
public enum ObservedState {
  UP(0),
  DEGRADED(1),
  DOWN(2),
  UNKNOWN(3);

  private final int number;

  ObservedState(int number) {
    this.number = number;
  }

  /** The number it is stored under. */
  public int number() {
    return number;
  }

  /** The name used in answers and webhooks. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state stored under a number; one of a newer version counts as unknown. */
  public static ObservedState ofNumber(int number) {
    for (ObservedState state : values()) {
      if (state.number == number) {
        return state;
      }
    }
    return UNKNOWN;
  }
}
