package io.probity;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.probity.db.Control;
import io.probity.db.Db;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows in the metrics whether and how soon the database answers, and whether its clock agrees with
 * ours.
 */
@Singleton
final class DatabaseWatch {
  private static final Duration PERIOD = Duration.ofSeconds(15);
  private static final double SECOND = 1_000;
  private static final double NANOS = 1e9;

  private final DatabaseClockStore database;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(DatabaseWatch::thread);
  private volatile boolean answers;
  private volatile double offset = Double.NaN;
  private volatile double answer = Double.NaN;

  @Inject
  DatabaseWatch(@Control Db control, InstantSource clock, MeterRegistry registry) {
    this.database = new DatabaseClockStore(control);
    this.clock = clock;
    this.registry = registry;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "probity-database-watch");
    thread.setDaemon(true);
    return thread;
  }

  void start(@Observes StartupEvent event) {
    tick();
    show();
    timer.scheduleWithFixedDelay(
        this::tick, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
  }

  /** Puts the gauges into the metrics. */
  void show() {
    Gauge.builder("probity.database.up", () -> answers ? 1 : 0)
        .description("1: the database answered when it was asked last; 0: it did not")
        .register(registry);
    Gauge.builder("probity.database.clock.offset", () -> offset)
        .description("How far the clock of the database is ahead of ours; NaN while it is away")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("probity.database.answer", () -> answer)
        .description("How long the database took to answer when it was asked last; NaN: it did not")
        .baseUnit("seconds")
        .register(registry);
  }

  /** Asks the database. Blocks for some seconds at most. */
  void tick() {
    try {
      Instant asked = clock.instant();
      long began = System.nanoTime();
      Instant theirs = database.now();
      Duration answering = Duration.ofNanos(System.nanoTime() - began);
      Duration ahead = Duration.between(asked.plus(answering.dividedBy(2)), theirs);
      offset = ahead.toMillis() / SECOND;
      answer = answering.toNanos() / NANOS;
      answers = true;
    } catch (RuntimeException e) { // whatever it is, the next turn asks again
      answers = false;
      offset = Double.NaN;
      answer = Double.NaN;
    }
  }
}
