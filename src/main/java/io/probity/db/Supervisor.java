package io.probity.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Watches the embedded server: starts it again, on the same port, when it ends without our doing,
 * and keeps its log from growing without bound.
 */
final class Supervisor {
  private static final Logger LOG = Logger.getLogger(Supervisor.class);
  private static final Duration WATCH = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final long LOG_LIMIT_BYTES = 8L << 20;

  /** Starts another server process. */
  interface Launcher {
    Postmaster launch() throws IOException;
  }

  private final Launcher launcher;
  private final ServerAddress address;
  private final Leftovers leftovers;
  private final Path log;
  private final Thread thread = new Thread(this::run, "postgres-supervisor");
  private volatile Postmaster postmaster;
  private volatile boolean stopping;

  Supervisor(
      Postmaster postmaster,
      Launcher launcher,
      ServerAddress address,
      Leftovers leftovers,
      Path log) {
    this.postmaster = postmaster;
    this.launcher = launcher;
    this.address = address;
    this.leftovers = leftovers;
    this.log = log;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Stops watching, then the server. Blocks until both have ended. */
  void stop() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join();
      postmaster.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopping) {
        if (postmaster.awaitEnd(WATCH)) {
          LOG.errorf(
              "PostgreSQL ended with code %d (see %s); it is started again.",
              postmaster.exitCode(), log);
          restart();
        }
        boundLog();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restart() throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (!tryRestart()) {
      Thread.sleep(pause.toMillis());
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
    LOG.info("PostgreSQL is running again.");
  }

  /** The processes of a killed server hold its memory until they notice; they are waited for. */
  private boolean tryRestart() throws InterruptedException {
    try {
      leftovers.clear();
      postmaster = launcher.launch();
      return address.awaitReady(postmaster);
    } catch (IOException e) {
      LOG.debug("PostgreSQL could not be started again.", e);
      return false;
    }
  }

  /** The server appends, so the file may be cut under it. */
  private void boundLog() {
    try {
      if (Files.size(log) > LOG_LIMIT_BYTES) {
        Path old = log.resolveSibling(log.getFileName() + ".1");
        Files.copy(log, old, StandardCopyOption.REPLACE_EXISTING);
        Files.newOutputStream(log).close();
      }
    } catch (IOException e) {
      LOG.warnf("The log of PostgreSQL, %s, cannot be shortened: %s", log, e.getMessage());
    }
  }
}
