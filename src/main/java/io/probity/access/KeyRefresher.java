package io.probity.access;

import io.probity.db.DbException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
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
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** Where no other process can make or end any; what this one does counts at once. */
  private static final Duration PERIOD_ALONE = Duration.ofSeconds(5);

  private static final Duration BETWEEN_PRUNINGS = Duration.ofMinutes(1);

  private final KeyRing ring;
  private final Sessions sessions;
  private final KeyUses uses;
  private final Audit audit;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(KeyRefresher::daemon);
  private final Duration period;
  private boolean failing;
  private long ticks;

  KeyRefresher(KeyRing ring, Sessions sessions, KeyUses uses, Audit audit, AccessConfig config) {
    period = config.embedded() ? PERIOD_ALONE : PERIOD;
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
            this::tick, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
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
      if (++ticks % BETWEEN_PRUNINGS.dividedBy(period) == 0) {
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
