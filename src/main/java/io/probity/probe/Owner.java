package io.probity.probe;

import java.util.Locale;

/** Whose matter a failure most likely is. */
public enum Owner {
  TARGET("the target"),
  NETWORK("the network"),
  DNS("its DNS"),
  CERTIFICATE("its certificate"),
  MONITOR("the monitor");

  private final String words;

  Owner(String words) {
    this.words = words;
  }

  /** The name used in answers. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How a sentence calls it. */
  public String words() {
    return words;
  }
}
