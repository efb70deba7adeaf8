package io.probity.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.probity.access.ServiceTrail;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Watches the directory, if there is one. */
@Singleton
final class ConfigLifecycle {
  private static final Logger LOG = Logger.getLogger(ConfigLifecycle.class);
  private static final int POLL_SECONDS = 5;

  private final DirectoryConfig config;
  private final Configuration configuration;
  private final DocumentReader reader;
  private final ServiceTrail trail;
  private final MeterRegistry meters;
  private final InstantSource clock;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(ConfigLifecycle::thread);

  ConfigLifecycle(
      DirectoryConfig config,
      Configuration configuration,
      DocumentReader reader,
      ServiceTrail trail,
      MeterRegistry meters,
      InstantSource clock) {
    this.config = config;
    this.configuration = configuration;
    this.reader = reader;
    this.trail = trail;
    this.meters = meters;
    this.clock = clock;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "config-directory");
    thread.setDaemon(true);
    return thread;
  }

  void started(@Observes StartupEvent event) {
    config
        .dir()
        .ifPresent(
            dir -> {
              ConfigDirectory directory =
                  new ConfigDirectory(
                      dir,
                      configuration,
                      reader,
                      new Placeholders(ConfigDirectory::ofThisMachine),
                      new Mandate(Reach.EVERYTHING, trail.of("probity.config.dir", "applyConfig")),
                      clock);
              directory.register(meters);
              ticks.scheduleWithFixedDelay(
                  () -> tick(directory), 0, POLL_SECONDS, TimeUnit.SECONDS);
            });
  }

  private static void tick(ConfigDirectory directory) {
    try {
      directory.tick();
    } catch (RuntimeException e) {
      LOG.error("Applying the configuration failed", e);
    }
  }

  void stopped(@Observes ShutdownEvent event) {
    ticks.shutdown();
  }
}
