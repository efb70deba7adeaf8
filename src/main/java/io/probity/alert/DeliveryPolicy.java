package io.probity.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Decides what an attempt to deliver means for the delivery. Pure. */
final class DeliveryPolicy {
  /** Waits before each attempt; as many attempts as waits. */
  static final List<Duration> SCHEDULE =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofHours(24));

  /**
   * The most that a wait is lengthened by, as a part of it, so that repeats do not come at once.
   */
  static final double JITTER = 0.1;

  /** The longest wait a receiver may ask for. */
  static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(24);

  private static final int GONE = 410;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private DeliveryPolicy() {}

  /** What to do with a delivery. */
  sealed interface Decision {
    /** The receiver has it. */
    record Delivered() implements Decision {}

    /** Try again at an instant. */
    record Retry(Instant at) implements Decision {}

    /** Give up. */
    record Dead() implements Decision {}

    /** Give up, and send nothing more to this channel. */
    record Gone() implements Decision {}
  }

  /**
   * Decides after an attempt.
   *
   * @param attempt 1 for the first
   * @param random in [0, 1), spreads the waits
   */
  static Decision after(int attempt, SendResult result, Instant now, double random) {
    if (result instanceof SendResult.Answered answer) {
      if (answer.status() / 100 == 2) {
        return new Decision.Delivered();
      }
      if (answer.status() == GONE) {
        return new Decision.Gone();
      }
    }
    if (attempt >= SCHEDULE.size()) {
      return new Decision.Dead();
    }
    Duration planned = SCHEDULE.get(attempt);
    Duration asked = asked(result, now);
    Duration wait = asked.compareTo(planned) > 0 ? asked : planned;
    return new Decision.Retry(
        now.plus(wait).plusMillis((long) (planned.toMillis() * JITTER * random)));
  }

  /** Whether the receiver, rather than this one message, is the trouble: slow, away or overrun. */
  static boolean receiverFails(SendResult result) {
    return !(result instanceof SendResult.Answered answer)
        || answer.status() >= 500
        || answer.status() == TOO_MANY_REQUESTS;
  }

  /** One sentence on what was wrong, empty if nothing was. */
  static String complaint(SendResult result) {
    if (result instanceof SendResult.Failed failed) {
      return failed.detail();
    }
    int status = ((SendResult.Answered) result).status();
    return switch (status / 100) {
      case 2 -> "";
      case 3 -> "The receiver answered " + status + "; redirects are not followed.";
      default -> "The receiver answered " + status + ".";
    };
  }

  private static Duration asked(SendResult result, Instant now) {
    if (!(result instanceof SendResult.Answered answer)
        || answer.retryAfter() == null
        || answer.status() != TOO_MANY_REQUESTS && answer.status() != UNAVAILABLE) {
      return Duration.ZERO;
    }
    Duration asked = RetryAfter.parse(answer.retryAfter(), now).orElse(Duration.ZERO);
    return asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
  }
}
