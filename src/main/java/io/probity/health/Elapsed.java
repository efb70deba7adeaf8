package io.probity.health;

import java.time.Duration;
import java.util.StringJoiner;

/** How long something took, for people. */
final class Elapsed {
  private Elapsed() {}

  /** Such as "2 d 3 h 4 min" or "5 s"; never empty. */
  static String text(Duration elapsed) {
    StringJoiner words = new StringJoiner(" ").setEmptyValue("0 s");
    add(words, elapsed.toDays(), "d");
    add(words, elapsed.toHoursPart(), "h");
    add(words, elapsed.toMinutesPart(), "min");
    add(words, elapsed.toSecondsPart(), "s");
    return words.toString();
  }

  private static void add(StringJoiner words, long number, String unit) {
    if (number > 0) {
      words.add(number + " " + unit);
    }
  }
}
