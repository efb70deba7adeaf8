package io.probity.api;

import io.probity.db.Db;
import io.probity.endpoint.ChangeFeed;
import io.probity.health.HealthStore;
import io.probity.history.FreshChecks;
import io.probity.secret.Sealer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Runs the one stream of this replica, on a thread of its own. */
@Singleton
final class StreamLifecycle {
  private static final Logger LOG = Logger.getLogger(StreamLifecycle.class);
  private static final long PAUSE_MS = 1_000;

  /** The work takes at most one part in so many of the time. */
  private static final int SHARE = 10;

  private final LiveStream stream;
  private final InstantSource clock;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(StreamLifecycle::thread);
  private boolean failing;

  StreamLifecycle(
      Db db, Sealer sealer, HealthStore health, FreshChecks checks, InstantSource clock) {
    this.stream =
        new LiveStream(() -> new StreamSources(new ChangeFeed(db, sealer), health, checks));
    this.clock = clock;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "probity-stream");
    thread.setDaemon(true);
    return thread;
  }

  /** The stream that clients join. */
  LiveStream stream() {
    return stream;
  }

  void started(@Observes StartupEvent event) {
    ticks.schedule(this::turn, PAUSE_MS, TimeUnit.MILLISECONDS);
  }

  private void turn() {
    long started = System.nanoTime();
    try {
      stream.tick(clock.instant());
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warnf("the stream waits: %s", e.toString());
      }
      failing = true;
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    if (!ticks.isShutdown()) {
      ticks.schedule(this::turn, Math.max(PAUSE_MS, took * SHARE), TimeUnit.MILLISECONDS);
    }
  }

  void stopped(@Observes ShutdownEvent event) {
    ticks.execute(stream::close);
    ticks.shutdown();
  }
}
