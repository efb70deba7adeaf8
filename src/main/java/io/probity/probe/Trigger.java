package io.probity.probe;

import java.util.Locale;

/** Why a check was made. Stored by number, never changed. */
public enum Trigger {
  SCHEDULE(0),
  CONFIRM(1),
  MANUAL(2);

  private final int number;
  private final String wireName;

  Trigger(int number) {
    this.number = number;
    this.wireName = name().toLowerCase(Locale.ROOT);
  }

  /** The number it is stored under (0 to 3). */
  public int number() {
    return number;
  }

  /** The name used in answers. */
  public String wireName() {
    return wireName;
  }
}
