package io.probity.health;

import java.util.Locale;

/** Why an incident was closed. Stored by number, never changed. */
public enum Resolution {
  RECOVERED(0),
  PAUSED(1),
  DELETED(2),
  DISABLED(3);

  private final int number;

  Resolution(int number) {
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

  /**
   * The resolution stored under a number; throws {@link IllegalArgumentException} if there is none.
   */
  public static Resolution ofNumber(int number) {
    for (Resolution resolution : values()) {
      if (resolution.number == number) {
        return resolution;
      }
    }
    throw new IllegalArgumentException("no resolution has number " + number);
  }
}
