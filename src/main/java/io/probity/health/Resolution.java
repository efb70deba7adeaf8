package io.probity.health;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

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

  /** The resolution stored under a number; empty for one that only a newer version knows. */
  public static Optional<Resolution> ofNumber(int number) {
    return Arrays.stream(values()).filter(each -> each.number == number).findFirst();
  }
}
