package io.probity.access;

import io.probity.db.DbException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps the key ring current: a key made or revoked on another replica counts here within two
 * seconds.
 */
@Singleton
class KeyRefresher {
  private static final Logger LOG = Logger.getLogger(KeyRefresher.class);
  private static final long PERIOD_MILLIS = 1_000;

  private final KeyRing ring;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(KeyRefresher::daemon);
  private boolean failing;

  KeyRefresher(KeyRing ring) {
    this.ring = ring;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "key-refresh");
    thread.setDaemon(true);
    return thread;
  }

  void start(@Observes @Priority(210) StartupEvent event) {
    ring.refresh();
    var unused =
        thread.scheduleWithFixedDelay(
            this::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  /** Confined to the one thread; a failure is told once until it ends. */
  void tick() {
    try {
      ring.refresh();
      if (failing) {
        LOG.info("Keys are read from the database again.");
      }
      failing = false;
    } catch (DbException e) {
      if (!failing) {
        LOG.warnf("Keys cannot be read; those known so far stay in force: %s", e.getMessage());
      }
      failing = true;
    }
  }
}
