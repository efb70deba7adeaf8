package io.probity.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An instant as people read it. The browser puts it into their own time zone and keeps it up to
 * date.
 *
 * @param iso for machines
 * @param full date and time in UTC
 * @param words such as "3 min ago" or "in 12 d"
 */
public record Moment(String iso, String full, String words) {
  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  static Moment of(Instant instant, Instant now) {
    Duration past = Duration.between(instant, now);
    String words =
        past.abs().toSeconds() < 1
            ? "now"
            : past.isNegative() ? "in " + span(past.negated()) : span(past) + " ago";
    return new Moment(
        instant.truncatedTo(ChronoUnit.MILLIS).toString(), FULL.format(instant), words);
  }

  static @Nullable Moment ofNullable(@Nullable Instant instant, Instant now) {
    return instant == null ? null : of(instant, now);
  }

  /** A length of time in its largest unit, and the next where the first is small. */
  static String span(Duration length) {
    long seconds = length.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min" + rest(seconds, 600, seconds % 60, " s");
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + " h" + rest(seconds, 36_000, seconds % 3_600 / 60, " min");
    }
    return seconds / 86_400 + " d" + rest(seconds, 864_000, seconds % 86_400 / 3_600, " h");
  }

  private static String rest(long seconds, long smallBelow, long rest, String unit) {
    return seconds < smallBelow && rest > 0 ? " " + rest + unit : "";
  }
}
