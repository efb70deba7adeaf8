package io.probity.health;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One field of a cron schedule: lists of values, ranges and steps, with the names cron knows. */
enum CronField {
  MINUTE(0, 59, List.of()),
  HOUR(0, 23, List.of()),
  DAY(1, 31, List.of()),
  MONTH(
      1,
      12,
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
  /** Sunday is 0, and 7 too. */
  WEEKDAY(0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

  private static final Pattern PART =
      Pattern.compile("(?:\\*|(\\w{1,3})(?:-(\\w{1,3}))?)(?:/(\\d{1,2}))?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");
  private static final int SUNDAY_TOO = 7;

  private final int min;
  private final int max;
  private final List<String> names;

  CronField(int min, int max, List<String> names) {
    this.min = min;
    this.max = max;
    this.names = names;
  }

  /** The values as bits, 0: the text is no such field. */
  long parse(String text) {
    long values = 0;
    for (String part : text.split(",", -1)) {
      long more = part(part);
      if (more == 0) {
        return 0;
      }
      values |= more;
    }
    if (this == WEEKDAY && (values >>> SUNDAY_TOO & 1) != 0) {
      values = values & ~(1L << SUNDAY_TOO) | 1;
    }
    return values;
  }

  private long part(String text) {
    Matcher part = PART.matcher(text);
    if (!part.matches()) {
      return 0;
    }
    Integer first = part.group(1) == null ? Integer.valueOf(min) : value(part.group(1));
    Integer last = part.group(1) == null ? Integer.valueOf(max) : first;
    if (part.group(2) != null) {
      last = value(part.group(2));
    }
    boolean single = part.group(1) != null && part.group(2) == null;
    int step = part.group(3) == null ? 1 : Integer.parseInt(part.group(3));
    if (first == null || last == null || step == 0 || single && part.group(3) != null) {
      return 0;
    }
    long values = 0;
    for (int value = first; value <= last; value += step) {
      values |= 1L << value;
    }
    return values;
  }

  private @Nullable Integer value(String text) {
    int named = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (named >= 0) {
      return named + min;
    }
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    int value = Integer.parseInt(text);
    return value >= min && value <= max ? value : null;
  }
}
