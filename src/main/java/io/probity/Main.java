package io.probity;

import io.probity.db.EmbeddedPostgres;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Entry point of the packaged program. */
@QuarkusMain
public final class Main {
  private static final long SHUTDOWN_SECONDS = 40;

  Main() {}

  /**
   * Starts Probity, with the embedded database before it where no other is configured, and returns
   * when all of it has shut down; ends the process with a code other than 0 when it cannot start.
   */
  public static void main(String... args) {
    EarlyConfig config = EarlyConfig.read();
    EmbeddedPostgres postgres = new EmbeddedPostgres(config.dataDir());
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicBoolean stopping = new AtomicBoolean();
    Runnable stop =
        () -> {
          stopping.set(true);
          stopAfter(stopped, postgres);
        };
    Runtime.getRuntime().addShutdownHook(new Thread(stop, "postgres-shutdown"));
    AtomicInteger exitCode = new AtomicInteger();
    try {
      Preflight.check(config);
      config.boundConnections(OpenFiles.limit());
      if (!config.hasExternalDatabase()) {
        config.handOver(postgres.start());
      }
      Quarkus.run(
          null,
          (code, failure) -> {
            exitCode.set(code);
            if (failure != null && !stopping.get()) {
              FailureSentence.print(failure);
            }
          },
          args);
    } catch (RuntimeException e) {
      // Nothing can be started once the JVM has begun to end; that is no failure.
      if (!stopping.get()) {
        FailureSentence.print(e);
      }
      exitCode.set(1);
    } finally {
      stopped.countDown();
      postgres.close();
    }
    if (exitCode.get() != 0) {
      System.exit(exitCode.get());
    }
  }

  /** The database outlives everything that may still write to it. */
  private static void stopAfter(CountDownLatch stopped, EmbeddedPostgres postgres) {
    try {
      if (!stopped.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("Probity did not stop in time; the database is stopped under it.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    postgres.close();
  }
}
