package io.probity.endpoint;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Durations as people write them: {@code "500ms"}, {@code "30s"}, {@code "5m"}, {@code "24h"},
 * {@code "14d"}, parts put together ({@code "1h30m"}), and ISO-8601 ({@code "PT30S"}). Whole
 * milliseconds, never negative, at most 100 years.
 */
public final class Durations {
  private static final Pattern PART = Pattern.compile("\\G(\\d{1,13})(ms|s|m|h|d)");
  private static final int MAX_PARTS = 5;
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** What people usually choose, up to a month. */
  private static final Map<Duration, Duration> USUAL =
      Stream.of(
              usual(100, Duration.ofMillis(100)),
              usual(90, Duration.ofSeconds(1)),
              usual(90, Duration.ofMinutes(1)),
              usual(48, Duration.ofHours(1)),
              usual(31, Duration.ofDays(1)))
          .flatMap(Function.identity())
          .distinct()
          .collect(Collectors.toUnmodifiableMap(Function.identity(), Function.identity()));

  private Durations() {}

  private static Stream<Duration> usual(int most, Duration unit) {
    return IntStream.rangeClosed(0, most).mapToObj(unit::multipliedBy);
  }

  /** An equal duration, the same object for most: each endpoint has ten, and few differ. */
  static Duration shared(Duration duration) {
    return USUAL.getOrDefault(duration, duration);
  }

  /** The duration a text stands for; empty if it is none. */
  public static Optional<Duration> parse(String text) {
    if (text.length() > 64) {
      return Optional.empty();
    }
    return sum(text).or(() -> iso(text.toUpperCase(Locale.ROOT))).filter(Durations::isAcceptable);
  }

  /**
   * The canonical text, which {@link #parse} turns back into the same duration. One number and one
   * unit: the largest unit that divides it, except that a minute is {@code "60s"} and a day {@code
   * "24h"}.
   */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      long size = MILLIS.getOrDefault(unit, 1L);
      boolean lone = millis == size && (unit.equals("d") || unit.equals("m"));
      if (millis % size == 0 && !lone) {
        return millis / size + unit;
      }
    }
    return millis + "ms";
  }

  private static Optional<Duration> sum(String text) {
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    int end = 0;
    for (int parts = 0; parts < MAX_PARTS && part.find(); parts++) {
      Duration unit = Duration.ofMillis(MILLIS.getOrDefault(part.group(2), 0L));
      sum = sum.plus(unit.multipliedBy(Long.parseLong(part.group(1))));
      end = part.end();
    }
    return end == 0 || end < text.length() ? Optional.empty() : Optional.of(sum);
  }

  private static Optional<Duration> iso(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static boolean isAcceptable(Duration duration) {
    return !duration.isNegative()
        && duration.compareTo(LONGEST) <= 0
        && duration.getNano() % 1_000_000 == 0;
  }
}
