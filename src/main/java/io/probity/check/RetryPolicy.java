package io.probity.check;

import io.probity.endpoint.EndpointSpec;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.Response;
import io.probity.probe.RetryKind;
import io.probity.probe.Timings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Decides by the failure's class whether and when a check is attempted again. Pure. */
final class RetryPolicy {
  private static final Duration AT_ONCE_AT_MOST = Duration.ofMillis(50);
  private static final Duration FIXED = Duration.ofSeconds(1);
  private static final Duration LEAST_CONNECT = Duration.ofMillis(100);

  private RetryPolicy() {}

  /**
   * The wait before the next attempt, empty if there is to be none.
   *
   * @param attempts what was tried so far, the failed one last; a stale replay's first half
   *     included
   * @param left what is left of the check's total time
   * @param random numbers in [0, 1)
   */
  static Optional<Duration> delay(
      EndpointSpec spec,
      List<Attempt> attempts,
      Duration left,
      Instant now,
      DoubleSupplier random) {
    Attempt last = attempts.get(attempts.size() - 1);
    Failure failure = last.failure();
    if (failure == null) {
      return Optional.empty();
    }
    int counted = (int) attempts.stream().filter(each -> !stale(each)).count();
    if (counted >= spec.retry().maxAttempts()
        || !spec.idempotent() && sentSomething(last, failure)) {
      return Optional.empty();
    }
    return wait(spec, failure.cls(), last.response(), counted, now, random)
        .filter(delay -> delay.plus(oneConnect(spec, attempts)).compareTo(left) <= 0);
  }

  /**
   * How long a connect is to be reckoned with: twice what this check has seen, rather than the
   * timeout, which for a short interval is all the time there is.
   */
  private static Duration oneConnect(EndpointSpec spec, List<Attempt> attempts) {
    long seenUs = attempts.stream().mapToLong(each -> each.timings().connectUs()).max().orElse(0);
    Duration reckoned = Duration.ofNanos(Math.max(LEAST_CONNECT.toNanos(), 2 * seenUs * 1000));
    Duration longest = spec.timeouts().connect();
    return reckoned.compareTo(longest) < 0 ? reckoned : longest;
  }

  /** Whether an attempt found its pooled connection dead; its replay is outside the counting. */
  static boolean stale(Attempt attempt) {
    return attempt.failure() != null
        && attempt.failure().cls() == FailureClass.REQUEST_STALE_CONNECTION;
  }

  /** A hop before may have sent it, and a TLS alert may come after it. */
  private static boolean sentSomething(Attempt attempt, Failure failure) {
    return attempt.timings().writeUs() != Timings.NONE
        || failure.cls().phase().compareTo(Phase.REQUEST) >= 0 && !resetAtOnce(attempt, failure);
  }

  /** A connection that was reset as soon as it was made has carried no request. */
  private static boolean resetAtOnce(Attempt attempt, Failure failure) {
    return failure.cls() == FailureClass.REQUEST_RESET
        && attempt.timings().connectUs() != Timings.NONE
        && attempt.timings().writeUs() == Timings.NONE;
  }

  private static Optional<Duration> wait(
      EndpointSpec spec,
      FailureClass cls,
      @org.jspecify.annotations.Nullable Response response,
      int counted,
      Instant now,
      DoubleSupplier random) {
    return switch (cls.retryKind()) {
      case NEVER -> Optional.empty();
      case AT_ONCE -> Optional.of(jittered(AT_ONCE_AT_MOST, random));
      case DELAYED -> Optional.of(FIXED);
      case BACKOFF -> Optional.of(backoff(spec, counted, random));
      case RETRY_AFTER ->
          Optional.of(
              response == null
                  ? backoff(spec, counted, random)
                  : retryAfter(response, now).orElseGet(() -> backoff(spec, counted, random)));
      case CONFIRM_ONCE ->
          counted > 1 ? Optional.empty() : Optional.of(jittered(AT_ONCE_AT_MOST, random));
    };
  }

  /** Doubles from the initial to the longest delay, with full jitter. */
  private static Duration backoff(EndpointSpec spec, int counted, DoubleSupplier random) {
    Duration ceiling = spec.retry().initialDelay().multipliedBy(1L << Math.min(counted - 1, 20));
    Duration longest = spec.retry().maxDelay();
    return jittered(ceiling.compareTo(longest) < 0 ? ceiling : longest, random);
  }

  private static Duration jittered(Duration atMost, DoubleSupplier random) {
    return Duration.ofNanos((long) (atMost.toNanos() * random.getAsDouble()));
  }

  /** RFC 9110 section 10.2.3: seconds, or a date. */
  private static Optional<Duration> retryAfter(Response response, Instant now) {
    List<String> values = response.headers().getOrDefault("retry-after", List.of());
    if (values.isEmpty()) {
      return Optional.empty();
    }
    String value = values.get(0).trim();
    if (value.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Whether the answer to this class cannot change within seconds. */
  static boolean neverHeals(FailureClass cls) {
    return cls.retryKind() == RetryKind.NEVER && !cls.ours();
  }
}
