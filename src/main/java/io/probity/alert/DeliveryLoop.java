package io.probity.alert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.probity.cluster.RolesConfig;
import io.probity.cluster.RolesConfig.Role;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The thread that ticks {@link Grouping} and {@link Deliveries}: at once when woken, else each
 * second or two.
 */
@Singleton
final class DeliveryLoop {
  private static final Logger LOG = Logger.getLogger(DeliveryLoop.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Where only this process has anything to send, and rings when there is something new. */
  private static final Duration POLL_ALONE = Duration.ofSeconds(2);

  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Deliveries deliveries;
  private final Grouping grouping;
  private final Doorbell bell;
  private final InstantSource clock;
  private final AlertConfig config;
  private final RolesConfig roles;
  private final DeliveryPulse pulse;
  private final Counter failures;
  private volatile boolean stopping;
  private boolean failing;
  private @Nullable Thread thread;

  @Inject
  DeliveryLoop(
      Deliveries deliveries,
      Grouping grouping,
      Doorbell bell,
      InstantSource clock,
      AlertConfig config,
      RolesConfig roles,
      DeliveryPulse pulse,
      MeterRegistry meters) {
    this.deliveries = deliveries;
    this.grouping = grouping;
    this.bell = bell;
    this.clock = clock;
    this.config = config;
    this.roles = roles;
    this.pulse = pulse;
    failures =
        Counter.builder("probity.alert.tick.failures")
            .description("Turns of the delivery loop that failed, mostly for want of the database")
            .register(meters);
  }

  void start(@Observes StartupEvent event) {
    if (roles.roles().contains(Role.ALERT)) {
      Thread started = new Thread(this::run, "probity-deliveries");
      started.setDaemon(true);
      started.start();
      thread = started;
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    bell.ring();
    if (thread != null) {
      thread.join(FAREWELL.plusSeconds(5).toMillis());
    }
  }

  private void run() {
    try {
      if (config.exclusive()) {
        attempt(() -> deliveries.freeClaims(clock.instant()));
      }
      Duration poll = config.exclusive() ? POLL_ALONE : POLL;
      while (!stopping) {
        bell.await(poll);
        if (!stopping && !attempt(this::turn)) {
          Thread.sleep(AFTER_FAILURE.toMillis());
        }
      }
      sayFarewell();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() {
    Instant now = clock.instant();
    // What was delivered by now lets others follow.
    deliveries.settle(now);
    grouping.tick(now);
    deliveries.tick(now);
    pulse.beat(now);
  }

  /** Lets what is on its way arrive, for a moment; what does not is sent again after its lease. */
  private void sayFarewell() throws InterruptedException {
    long end = System.nanoTime() + FAREWELL.toNanos();
    int[] left = {1};
    while (left[0] > 0 && System.nanoTime() < end) {
      if (!attempt(() -> left[0] = deliveries.settle(clock.instant()))) {
        return;
      }
      if (left[0] > 0) {
        bell.await(Duration.ofMillis(100));
      }
    }
  }

  /** Whether it worked. Whatever is thrown is counted, and logged when it begins and ends. */
  private boolean attempt(Runnable work) {
    try {
      work.run();
      if (failing) {
        LOG.info("deliveries go on");
      }
      failing = false;
      return true;
    } catch (RuntimeException e) {
      failures.increment();
      if (!failing) {
        LOG.warn("deliveries are held up and wait", e);
      }
      failing = true;
      return false;
    }
  }
}
