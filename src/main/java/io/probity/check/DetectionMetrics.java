package io.probity.check;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.probity.health.ObservedState;
import io.probity.health.Resolution;
import io.probity.health.Transition;
import java.time.Duration;
import java.time.Instant;

/** Times how soon outages are noticed and how long they last. Thread-safe. */
final class DetectionMetrics {
  private final Timer toDetect;
  private final Timer toResolve;

  DetectionMetrics(MeterRegistry registry) {
    toDetect =
        Timer.builder("probity.time.to.detect")
            .description(
                "Time from the first failed check of a run to the decision that it is down")
            .serviceLevelObjectives(
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30))
            .register(registry);
    toResolve =
        Timer.builder("probity.time.to.resolve")
            .description("Time from the first failed check of an incident to its recovery")
            .serviceLevelObjectives(
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(15),
                Duration.ofHours(1),
                Duration.ofHours(4),
                Duration.ofDays(1))
            .register(registry);
  }

  /**
   * Takes a change of health. An outage of which maintenance held back the announcement was
   * detected when it began; an incident that a pause or a deletion closes was not resolved.
   *
   * @param at when it was decided
   */
  void decided(Transition change, Instant at) {
    if (change.to() == ObservedState.DOWN && change.from() != ObservedState.DOWN) {
      record(toDetect, Duration.between(change.since(), at));
    }
    Instant began = change.previousSince();
    if (change.resolution() == Resolution.RECOVERED && began != null) {
      record(toResolve, Duration.between(began, change.since()));
    }
  }

  /** A clock that was set back makes a time nought, not negative. */
  private static void record(Timer timer, Duration time) {
    timer.record(time.isNegative() ? Duration.ZERO : time);
  }
}
