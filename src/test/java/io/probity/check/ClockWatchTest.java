package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private final ManualClock clock = new ManualClock(Samples.AT);
  private final AtomicLong nanos = new AtomicLong();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ClockWatch watch = new ClockWatch(clock, nanos::get, new SelfMetrics(registry));

  private void pass(Duration byClock, Duration really) {
    clock.advance(byClock);
    nanos.addAndGet(really.toNanos());
    watch.tick();
  }

  private double steps() {
    return registry.counter("probity.self.clock.steps").count();
  }

  @Test
  void saysNothingOfAClockThatGoesOrIsSlewed() {
    pass(Duration.ofHours(1), Duration.ofHours(1));
    pass(Duration.ofMillis(900), Duration.ofSeconds(1));
    assertThat(watch.last()).isEmpty();
    assertThat(steps()).isZero();
  }

  @Test
  void noticesAStepInEitherDirectionOnce() {
    pass(Duration.ofSeconds(61), Duration.ofSeconds(1));
    assertThat(watch.last()).hasValueSatisfying(step -> assertThat(step.by()).hasMinutes(1));
    pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
    pass(Duration.ofSeconds(-9), Duration.ofSeconds(1));
    assertThat(watch.last()).hasValueSatisfying(step -> assertThat(step.by()).hasSeconds(-10));
    assertThat(steps()).isEqualTo(2);
  }
}
