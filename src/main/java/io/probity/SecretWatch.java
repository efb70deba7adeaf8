package io.probity;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.probity.Resealing.Counts;
import io.probity.alert.SealedChannelStore;
import io.probity.cluster.Ownership;
import io.probity.db.Db;
import io.probity.endpoint.SealedEndpointStore;
import io.probity.secret.Sealer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;

/** Has secrets sealed anew on a thread of its own, and shows in the metrics how far that is. */
@Singleton
final class SecretWatch {
  private static final Logger LOG = Logger.getLogger(SecretWatch.class);
  private static final long FIRST_SECONDS = 10;
  private static final long PERIOD_SECONDS = 60;

  private final Resealing resealing;
  private final MeterRegistry registry;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(SecretWatch::thread);
  private volatile Optional<Counts> counts = Optional.empty();
  private boolean failing;

  @Inject
  SecretWatch(
      Db db,
      Sealer sealer,
      Ownership ownership,
      SealedEndpointStore endpoints,
      SealedChannelStore channels,
      MeterRegistry registry) {
    this(new Resealing(db, sealer, ownership, List.of(endpoints, channels)), registry);
  }

  SecretWatch(Resealing resealing, MeterRegistry registry) {
    this.resealing = resealing;
    this.registry = registry;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "probity-secret-watch");
    thread.setDaemon(true);
    return thread;
  }

  void start(@Observes StartupEvent event) {
    show();
    timer.scheduleWithFixedDelay(this::tick, FIRST_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
  }

  /** Puts the gauges into the metrics. */
  void show() {
    gauge("current", Counts::current);
    gauge("previous", Counts::previous);
    gauge("missing", Counts::missing);
  }

  private void gauge(String key, ToLongFunction<Counts> count) {
    Gauge.builder(
            "probity.secrets.sealed",
            () -> counts.map(each -> (double) count.applyAsLong(each)).orElse(Double.NaN))
        .description(
            "Stored secrets by the key they are sealed with; NaN: another replica counts them")
        .tag("key", key)
        .register(registry);
  }

  /** Seals what is left. Blocks. */
  void tick() {
    try {
      counts = resealing.tick();
      failing = false;
    } catch (RuntimeException e) { // whatever it is, the next turn goes on
      counts = Optional.empty();
      if (!failing) {
        LOG.warn("The sealing of secrets with the current key failed; it goes on later", e);
      }
      failing = true;
    }
  }
}
