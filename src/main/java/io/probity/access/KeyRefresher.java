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
 * Keeps keys and sessions current: what is made or ended on another replica counts here within two
 * seconds. Writes down when keys were used, and forgets what is old.
 */
@Singleton
class KeyRefresher {
  private static final Logger LOG = Logger.getLogger(KeyRefresher.class);
  private static final long PERIOD_MILLIS = 1_000;

  private static final int TICKS_PER_PRUNING = 60;

  private final KeyRing ring;
  private final Sessions sessions;
  private final KeyUses uses;
  private final Audit audit;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(KeyRefresher::daemon);
  private boolean failing;
  private int ticks;

  KeyRefresher(KeyRing ring, Sessions sessions, KeyUses uses, Audit audit) {
    this.ring = ring;
    this.sessions = sessions;
    this.uses = uses;
    this.audit = audit;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "key-refresh");
    thread.setDaemon(true);
    return thread;
  }

  void start(@Observes @Priority(210) StartupEvent event) {
    ring.refresh();
    sessions.refresh();
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
      sessions.refresh();
      uses.flush();
      if (++ticks % TICKS_PER_PRUNING == 0) {
        sessions.prune();
        audit.prune();
      }
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
