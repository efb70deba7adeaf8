package io.probity.web;

import io.probity.probe.Timings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers and names as the page of an endpoint says them. Pure. */
final class EndpointWords {
  /** Stands for what is not known or did not happen. */
  static final String NONE = "–";

  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|, )CN=(\"[^\"]*\"|[^,]*)");
  private static final Pattern ACRONYM =
      Pattern.compile("\\b(dns|tls|http|url|ip|ocsp|crl|sni)\\b");
  private static final BigDecimal FINE = new BigDecimal("0.999");

  private EndpointWords() {}

  /** A length of time in microseconds, {@link Timings#NONE} included. */
  static String micros(int micros) {
    return micros == Timings.NONE ? NONE : millis(BigDecimal.valueOf(micros, 3));
  }

  /** A length of time in milliseconds with three digits that count. */
  static String millis(@Nullable BigDecimal millis) {
    if (millis == null) {
      return NONE;
    }
    double value = millis.doubleValue();
    if (value < 10) {
      return String.format(Locale.ROOT, value < 1 ? "%.2f ms" : "%.1f ms", value);
    }
    if (value < 1_000) {
      return String.format(Locale.ROOT, "%.0f ms", value);
    }
    return String.format(Locale.ROOT, value < 10_000 ? "%.2f s" : "%.1f s", value / 1_000);
  }

  /** A part of a whole, rounded down so that only all of it is 100 %. */
  static String percent(@Nullable BigDecimal ratio) {
    if (ratio == null) {
      return NONE;
    }
    if (ratio.compareTo(BigDecimal.ONE) >= 0) {
      return "100 %";
    }
    int digits = ratio.compareTo(FINE) >= 0 ? 3 : 2;
    return ratio.movePointRight(2).setScale(digits, RoundingMode.DOWN).toPlainString() + " %";
  }

  /** A length of time in seconds. */
  static String span(@Nullable BigDecimal seconds) {
    if (seconds == null) {
      return NONE;
    }
    boolean partOfOne = seconds.signum() > 0 && seconds.compareTo(BigDecimal.ONE) < 0;
    return partOfOne ? "< 1 s" : Moment.span(Duration.ofSeconds(seconds.longValue()));
  }

  /** A length of time to the second, so that several add up. */
  static String exactly(BigDecimal seconds) {
    Duration length = Duration.ofSeconds(seconds.setScale(0, RoundingMode.HALF_EVEN).longValue());
    StringJoiner parts = new StringJoiner(" ");
    part(parts, length.toDays(), " d");
    part(parts, length.toHoursPart(), " h");
    part(parts, length.toMinutesPart(), " min");
    part(parts, length.toSecondsPart(), " s");
    return parts.length() == 0 ? "0 s" : parts.toString();
  }

  private static void part(StringJoiner parts, long count, String unit) {
    if (count > 0) {
      parts.add(count + unit);
    }
  }

  /** Bytes in the unit that suits. */
  static String bytes(long bytes) {
    if (bytes < 1_024) {
      return bytes + " B";
    }
    double kib = bytes / 1_024.0;
    return kib < 1_024
        ? String.format(Locale.ROOT, "%.1f KiB", kib)
        : String.format(Locale.ROOT, "%.1f MiB", kib / 1_024);
  }

  /** What people call the holder of a distinguished name. */
  static String commonName(String distinguishedName) {
    Matcher found = COMMON_NAME.matcher(distinguishedName);
    if (!found.find()) {
      return distinguishedName.isEmpty() ? NONE : distinguishedName;
    }
    return found.group(1).replace("\"", "");
  }

  /** A field's name in words: {@code bodyStart} is "body start". */
  static String field(String name) {
    String words = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return ACRONYM.matcher(words).replaceAll(found -> found.group().toUpperCase(Locale.ROOT));
  }

  /** The same at the beginning of a line: {@code bodyStart} is "Body start". */
  static String title(String name) {
    String words = field(name);
    return words.isEmpty()
        ? ""
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
