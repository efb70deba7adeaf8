package io.probity.check;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.probity.check.SelfVerdict.Finding;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what the monitor finds out about itself. Thread-safe. */
final class SelfMetrics {
  private final Map<Finding, Counter> checks = new EnumMap<>(Finding.class);
  private final Counter turnedUnknown;
  private final Counter clockSteps;
  private final Timer held;
  private final AtomicInteger impaired = new AtomicInteger();
  private final AtomicInteger holding = new AtomicInteger();

  SelfMetrics(MeterRegistry registry) {
    for (Finding finding : Finding.values()) {
      checks.put(
          finding,
          Counter.builder("probity.self.checks")
              .description("Looks at the monitor's own network, by what they found")
              .tag("outcome", finding.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    turnedUnknown =
        Counter.builder("probity.self.checks.turned.unknown")
            .description("Failed checks that were not believed because the monitor was impaired")
            .register(registry);
    clockSteps =
        Counter.builder("probity.self.clock.steps")
            .description("Times the clock was set, or the machine slept")
            .register(registry);
    held =
        Timer.builder("probity.self.held")
            .description("How long failed checks waited for a look at the monitor's own network")
            .serviceLevelObjectives(
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofMillis(1_250))
            .register(registry);
    Gauge.builder("probity.self.impaired", impaired, AtomicInteger::get)
        .description("1: the monitor's own network or resolver is gone; 0: it is not")
        .register(registry);
    Gauge.builder("probity.self.holding", holding, AtomicInteger::get)
        .description("Failed checks that wait for a look at the monitor's own network")
        .register(registry);
  }

  void found(Finding finding) {
    Counter counter = checks.get(finding);
    if (counter != null) {
      counter.increment();
    }
  }

  void turnedUnknown() {
    turnedUnknown.increment();
  }

  void clockStepped() {
    clockSteps.increment();
  }

  void impaired(boolean now) {
    impaired.set(now ? 1 : 0);
  }

  void holding(int now) {
    holding.set(now);
  }

  void released(long afterNanos, int left) {
    held.record(Math.max(0, afterNanos), TimeUnit.NANOSECONDS);
    holding.set(left);
  }
}
