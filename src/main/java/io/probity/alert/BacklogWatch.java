package io.probity.alert;

import io.micrometer.core.instrument.Gauge;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Shows in the metrics what waits in the outbox. It looks from time to time, so that scrapes cost
 * the database nothing; what is too old to be true, as while the database is away, is NaN: no alert
 * rule takes it for a number. Every replica that delivers shows the same.
 */
@Singleton
final class BacklogWatch {
  /** Between two looks. */
  static final Duration PERIOD = Duration.ofSeconds(15);

  /** How long what was seen holds. */
  static final Duration VALID = Duration.ofSeconds(45);

  /** Between two counts of dead letters, which are dear; they hold as much longer. */
  static final int RARELY = 20;

  private static final Logger LOG = Logger.getLogger(BacklogWatch.class);

  private final BacklogStore store;
  private final RolesConfig roles;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(BacklogWatch::thread);
  private volatile @Nullable Seen<Backlog> backlog;
  private volatile @Nullable Seen<Long> deadLetters;
  private int turn;
  private boolean failing;

  private record Seen<T>(T what, Instant validUntil) {}

  @Inject
  BacklogWatch(BacklogStore store, RolesConfig roles, InstantSource clock, MeterRegistry registry) {
    this.store = store;
    this.roles = roles;
    this.clock = clock;
    this.registry = registry;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "probity-backlog");
    thread.setDaemon(true);
    return thread;
  }

  void start(@Observes StartupEvent event) {
    if (roles.roles().contains(Role.ALERT)) {
      show();
      timer.scheduleWithFixedDelay(this::tick, 0, PERIOD.toSeconds(), TimeUnit.SECONDS);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
  }

  /** Puts the gauges into the metrics. */
  void show() {
    Gauge.builder("probity.outbox.pending", this, each -> each.now(backlog, Backlog::pending))
        .description("Deliveries of all replicas that are neither done nor given up")
        .register(registry);
    Gauge.builder(
            "probity.outbox.oldest.due.age",
            this,
            each -> each.now(backlog, seen -> seen.oldestDue().toMillis() / 1000.0))
        .description("For how long the oldest delivery that could be sent has waited; 0: none does")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder(
            "probity.outbox.dead.letters", this, each -> each.now(deadLetters, Long::doubleValue))
        .description("Deliveries that were given up and are kept, counted every few minutes")
        .register(registry);
  }

  private <T> double now(@Nullable Seen<T> seen, ToDoubleFunction<T> value) {
    return seen == null || clock.instant().isAfter(seen.validUntil())
        ? Double.NaN
        : value.applyAsDouble(seen.what());
  }

  /** Looks. Blocks; whatever is thrown is logged when it begins. */
  void tick() {
    try {
      Instant now = clock.instant();
      backlog = new Seen<>(store.backlog(now), now.plus(VALID));
      if (turn == 0) {
        deadLetters = new Seen<>(store.deadLetters(), now.plus(VALID.multipliedBy(RARELY)));
      }
      turn = (turn + 1) % RARELY;
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warnf("The backlog of the outbox is not known: %s", e.getMessage());
      }
      backlog = null;
      deadLetters = null;
      turn = 0;
      failing = true;
    }
  }
}
