package io.probity.check;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts what the shortage of permits does to checks. Thread-safe. */
final class PermitMetrics implements Permits.Waits {
  private final Map<Gate, Timer> waits = new EnumMap<>(Gate.class);
  private final Counter shared;
  private final Counter turnedAway;
  private final Counter single;
  private final Counter shortened;
  private final Counter excused;

  PermitMetrics(MeterRegistry registry) {
    for (Gate gate : Gate.values()) {
      waits.put(
          gate,
          Timer.builder("probity.permit.wait")
              .description("Time that checks waited for a permit, of those that had to")
              .tag("gate", gate.wireName())
              .serviceLevelObjectives(
                  Duration.ofMillis(25),
                  Duration.ofMillis(250),
                  Duration.ofSeconds(1),
                  Duration.ofSeconds(5))
              .register(registry));
    }
    shared =
        counter(
            registry,
            "probity.checks.shared",
            "Checks that took the verdict of others they waited for");
    turnedAway =
        counter(
            registry, "probity.checks.turned.away", "Checks not made because the lines were full");
    single =
        counter(
            registry,
            "probity.checks.retries.dropped",
            "Checks held to one attempt because permits were short");
    shortened =
        counter(
            registry,
            "probity.checks.deadlines.shortened",
            "Checks given less time because permits were short");
    excused =
        counter(
            registry,
            "probity.checks.deadlines.excused",
            "Checks whose shortened time ran out, which says nothing of the target");
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** Shows the gates of these permits. */
  static void show(MeterRegistry registry, Permits permits) {
    for (Gate gate : Gate.values()) {
      Gauge.builder("probity.permits.held", () -> permits.held(gate))
          .description("Permits in use, by gate")
          .tag("gate", gate.wireName())
          .register(registry);
      Gauge.builder("probity.permits.waiting", () -> permits.waiting(gate))
          .description("Checks that wait for a permit, by gate")
          .tag("gate", gate.wireName())
          .register(registry);
    }
  }

  @Override
  public void waited(Gate gate, long nanos) {
    Timer timer = waits.get(gate);
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  void shared() {
    shared.increment();
  }

  void turnedAway() {
    turnedAway.increment();
  }

  /** A check that would have had more attempts or time is held to less. */
  void pressed(boolean dropsRetries, boolean shortens) {
    if (dropsRetries) {
      single.increment();
    }
    if (shortens) {
      shortened.increment();
    }
  }

  void excused() {
    excused.increment();
  }
}
