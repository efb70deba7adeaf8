package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.health.ObservedState;
import io.probity.health.Resolution;
import io.probity.health.Transition;
import io.probity.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetectionMetricsTest {
  private static final Instant FAILED_FIRST = Samples.AT;
  private static final Instant DECIDED = FAILED_FIRST.plusMillis(5_250);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DetectionMetrics metrics = new DetectionMetrics(registry);

  private static Transition change(
      ObservedState from,
      ObservedState to,
      Instant since,
      @Nullable Instant previousSince,
      @Nullable Resolution resolution) {
    return new Transition(from, to, since, previousSince, null, new UUID(7, 1), resolution);
  }

  private Timer timer(String name) {
    return registry.get(name).timer();
  }

  @Test
  void anOutageIsDetectedByTheDecisionAfterItsFirstFailedCheck() {
    metrics.decided(
        change(ObservedState.UP, ObservedState.DOWN, FAILED_FIRST, null, null), DECIDED);
    assertThat(timer("probity.time.to.detect").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5_250);
    assertThat(timer("probity.time.to.resolve").count()).isZero();
  }

  @Test
  void anOutageIsNotDetectedAgainWhenMaintenanceEnds() {
    metrics.decided(
        change(ObservedState.DOWN, ObservedState.DOWN, FAILED_FIRST, FAILED_FIRST, null), DECIDED);
    assertThat(timer("probity.time.to.detect").count()).isZero();
  }

  @Test
  void anIncidentIsResolvedByTheFirstGoodCheck() {
    Instant passed = FAILED_FIRST.plus(Duration.ofMinutes(7));
    metrics.decided(
        change(ObservedState.DOWN, ObservedState.UP, passed, FAILED_FIRST, Resolution.RECOVERED),
        passed.plusSeconds(10));
    assertThat(timer("probity.time.to.resolve").totalTime(TimeUnit.MINUTES)).isEqualTo(7);
    assertThat(timer("probity.time.to.detect").count()).isZero();
  }

  @ParameterizedTest
  @EnumSource(value = Resolution.class, names = "RECOVERED", mode = EnumSource.Mode.EXCLUDE)
  void anIncidentThatPeopleEndIsNotResolved(Resolution resolution) {
    metrics.decided(
        change(ObservedState.DOWN, ObservedState.UNKNOWN, DECIDED, FAILED_FIRST, resolution),
        DECIDED);
    assertThat(timer("probity.time.to.resolve").count()).isZero();
  }

  @Test
  void aClockThatWasSetBackMakesNoNegativeTime() {
    metrics.decided(
        change(ObservedState.UP, ObservedState.DOWN, DECIDED, null, null), FAILED_FIRST);
    assertThat(timer("probity.time.to.detect").count()).isEqualTo(1);
    assertThat(timer("probity.time.to.detect").totalTime(TimeUnit.SECONDS)).isZero();
  }
}
