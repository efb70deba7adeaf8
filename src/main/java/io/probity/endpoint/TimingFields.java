package io.probity.endpoint;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads when and how long: interval, timeouts, retries and thresholds. */
final class TimingFields {
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(60);
  private static final Duration DEFAULT_TOTAL = Duration.ofSeconds(15);
  private static final Duration DEFAULT_CONFIRM = Duration.ofSeconds(5);
  private static final Duration DEFAULT_FIRST_DELAY = Duration.ofMillis(200);
  private static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(5);

  private TimingFields() {}

  static Duration interval(Fields fields, Duration min) {
    return fields.duration("interval", longer(DEFAULT_INTERVAL, min), min, longer(DAY, min));
  }

  /**
   * Defaults are clamped to the interval; the default total grows with a phase that was given more
   * time, which else would never get it.
   */
  static Timeouts timeouts(Fields fields, Duration interval) {
    Fields timeouts = fields.object("timeouts");
    Duration dns = phase(timeouts, "dns", 2, interval);
    Duration connect = phase(timeouts, "connect", 3, interval);
    Duration tls = phase(timeouts, "tls", 5, interval);
    Duration response = phase(timeouts, "response", 10, interval);
    Duration longest = longer(longer(dns, connect), longer(tls, response));
    Duration total =
        timeouts.duration("total", shorter(longer(DEFAULT_TOTAL, longest), interval), MOMENT, DAY);
    if (total.compareTo(interval) > 0) {
      timeouts.refuse(
          "total", "Must not be longer than the interval, " + Durations.format(interval) + ".");
    }
    timeouts.refuseUnknown();
    return new Timeouts(dns, connect, tls, response, total);
  }

  private static Duration phase(Fields timeouts, String name, int seconds, Duration interval) {
    return timeouts.duration(name, shorter(Duration.ofSeconds(seconds), interval), MOMENT, DAY);
  }

  static RetrySpec retry(Fields fields) {
    Fields retry = fields.object("retry");
    int maxAttempts = retry.integer("maxAttempts", 3, 1, 10);
    Duration first = retry.duration("initialDelay", Duration.ZERO, DAY);
    Duration max = retry.duration("maxDelay", Duration.ZERO, DAY);
    retry.refuseUnknown();
    if (first != null && max != null && first.compareTo(max) > 0) {
      retry.refuse("maxDelay", "Must not be shorter than initialDelay.");
    }
    if (max == null) {
      max = longer(DEFAULT_MAX_DELAY, first == null ? Duration.ZERO : first);
    }
    return new RetrySpec(
        maxAttempts, first == null ? shorter(DEFAULT_FIRST_DELAY, max) : first, max);
  }

  static Thresholds thresholds(Fields fields, Duration interval) {
    Fields thresholds = fields.object("thresholds");
    int down = thresholds.integer("down", 2, 1, 100);
    int up = thresholds.integer("up", 1, 1, 100);
    Integer of = thresholds.integer("of", 1, 100);
    if (of != null && of < Math.max(down, up)) {
      thresholds.refuse("of", "Must not be below down or up.");
    }
    Duration confirm = confirm(thresholds, interval);
    thresholds.refuseUnknown();
    return new Thresholds(down, up, of, confirm);
  }

  /** Here null has a meaning of its own: no confirming checks. */
  private static @Nullable Duration confirm(Fields thresholds, Duration interval) {
    if (thresholds.isNull("confirm")) {
      return null;
    }
    return thresholds.duration(
        "confirm", shorter(DEFAULT_CONFIRM, interval), shorter(SECOND, interval), DAY);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
