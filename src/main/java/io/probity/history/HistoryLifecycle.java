package io.probity.history;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Starts writing before anything probes, and stops after everything that probes has stopped. */
@Singleton
final class HistoryLifecycle {
  private static final int EARLY = 500;
  private static final int LATE = 4_500;

  private final ResultWriter writer;
  private final CertificateLog certificates;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(HistoryLifecycle::thread);

  HistoryLifecycle(ResultWriter writer, CertificateLog certificates) {
    this.writer = writer;
    this.certificates = certificates;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "certificate-log");
    thread.setDaemon(true);
    return thread;
  }

  void started(@Observes @Priority(EARLY) StartupEvent event) {
    writer.start();
    ticks.scheduleWithFixedDelay(certificates::tick, 1, 1, TimeUnit.SECONDS);
  }

  void stopped(@Observes @Priority(LATE) ShutdownEvent event) {
    ticks.shutdown();
    writer.stop();
    certificates.tick();
  }
}
