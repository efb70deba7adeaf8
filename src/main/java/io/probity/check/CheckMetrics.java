package io.probity.check;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.probity.health.Transition;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Counts what the checks do; all that takes attempts on the event loop, the rest anywhere. */
final class CheckMetrics {
  private final MeterRegistry registry;
  private final Map<Verdict, Counter> verdicts = new EnumMap<>(Verdict.class);
  private final Map<FailureClass, Counter> failures = new EnumMap<>(FailureClass.class);
  private final AttemptMeters attempts;
  private final DetectionMetrics detection;
  private final Counter retries;
  private final Counter recovered;
  private final Counter stale;
  private final Counter skipped;
  private final Counter givenUp;
  private final Timer lag;
  private final Timer duration;

  CheckMetrics(MeterRegistry registry) {
    this.registry = registry;
    attempts = new AttemptMeters(registry);
    detection = new DetectionMetrics(registry);
    for (Verdict verdict : Verdict.values()) {
      verdicts.put(
          verdict,
          Counter.builder("probity.checks")
              .description("Checks made, by verdict")
              .tag("verdict", verdict.wireName())
              .register(registry));
    }
    for (FailureClass cls : FailureClass.values()) {
      failures.put(
          cls,
          Counter.builder("probity.check.failures")
              .description("Checks that were not up, by failure class")
              .tag("phase", cls.phase().wireName())
              .tag("class", cls.wireName())
              .register(registry));
    }
    retries =
        Counter.builder("probity.check.retries")
            .description(
                "Attempts beyond the first of a check, without replays of stale connections")
            .register(registry);
    recovered =
        Counter.builder("probity.checks.recovered.by.retry")
            .description(
                "Checks that passed only after a retry, replays of stale connections aside")
            .register(registry);
    stale =
        Counter.builder("probity.check.stale.connections")
            .description("Pooled connections found dead when they were to be used")
            .register(registry);
    skipped =
        Counter.builder("probity.checks.skipped")
            .description(
                "Due checks not made because the one before was not over, or the monitor was late")
            .register(registry);
    givenUp =
        Counter.builder("probity.checks.given.up")
            .description("Checks that did not end by their deadline, by a fault of our own")
            .register(registry);
    lag =
        Timer.builder("probity.check.lag")
            .description("How late checks start against their schedule")
            .serviceLevelObjectives(AttemptMeters.OF_ATTEMPTS)
            .register(registry);
    duration =
        Timer.builder("probity.check.duration")
            .description("Time of the deciding attempts")
            .serviceLevelObjectives(
                Duration.ofMillis(5),
                Duration.ofMillis(25),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15))
            .register(registry);
  }

  /** Takes a finished check made with this method. On the event loop. */
  void checked(String method, Check check) {
    decided(check);
    if (check.failure() != null || check.attempts().size() > 1) {
      repeated(check);
    }
    attempts.made(method, check.attempts());
    Attempt deciding = check.deciding();
    duration.record(deciding.timings().totalUs(), TimeUnit.MICROSECONDS);
  }

  /** Takes the verdict of a check that made no attempt of its own. On the event loop. */
  void decided(Check check) {
    count(verdicts.get(check.verdict()), 1);
    Failure failure = check.failure();
    if (failure != null) {
      count(failures.get(failure.cls()), 1);
    }
    lag.record(check.lagUs(), TimeUnit.MICROSECONDS);
  }

  /**
   * Takes the attempts of a check on demand: they are requests like others, but the check itself
   * counts nowhere. On the event loop.
   */
  void madeOnDemand(String method, List<Attempt> made) {
    attempts.made(method, made);
  }

  /** Takes a change of health that was decided at an instant. Thread-safe. */
  void changed(Transition change, Instant at) {
    detection.decided(change, at);
  }

  private void repeated(Check check) {
    int replays = (int) check.attempts().stream().filter(RetryPolicy::stale).count();
    int repeats = check.attempts().size() - 1 - replays;
    count(stale, replays);
    count(retries, repeats);
    if (repeats > 0 && check.deciding().failure() == null) {
      recovered.increment();
    }
  }

  private static void count(@org.jspecify.annotations.Nullable Counter counter, int by) {
    if (counter != null && by > 0) {
      counter.increment(by);
    }
  }

  /** A check did not end by its deadline. */
  void givenUp() {
    givenUp.increment();
  }

  void skipped(long turns) {
    skipped.increment(turns);
  }

  void gauge(String name, String description, Supplier<Number> value) {
    io.micrometer.core.instrument.Gauge.builder(name, value)
        .description(description)
        .register(registry);
  }
}
