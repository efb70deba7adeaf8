package io.probity.db;

import java.io.IOException;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL that Probity brings along. It listens on the loopback interface only, asks for a
 * password, and is started again when it dies while we run. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);
  private static final int START_ATTEMPTS = 5;

  private final Path configuredDirectory;
  private @Nullable Supervisor supervisor;
  private @Nullable DataDirectory data;
  private boolean closed;

  /** A server that is not started yet; the directory need not exist. */
  public EmbeddedPostgres(Path dataDirectory) {
    this.configuredDirectory = dataDirectory;
  }

  /**
   * Starts the server and returns how to reach it. Blocks until it accepts connections, which after
   * a crash takes as long as its recovery.
   *
   * @throws StartupFailure if it cannot be started
   */
  public synchronized ServerAddress start() {
    if (closed) {
      throw new StartupFailure("Probity was stopped before it had started.");
    }
    try {
      data = DataDirectory.open(configuredDirectory);
      PostgresAccount account = PostgresAccount.detect();
      PostgresBinaries binaries = PostgresBinaries.unpack(data);
      Cluster cluster = new Cluster(data, binaries, account);
      Leftovers leftovers = new Leftovers(data, cluster.path());
      if (leftovers.clear()) {
        LOG.info("A PostgreSQL left over by a Probity that was killed has been stopped.");
      }
      String password = cluster.prepare();
      return launch(cluster, binaries, account, leftovers, password);
    } catch (IOException e) {
      throw new StartupFailure(
          "Cannot start the embedded PostgreSQL in "
              + configuredDirectory
              + " (probity.data-dir): "
              + PrivateFile.reason(e)
              + ".",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupFailure("Probity was stopped before it had started.", e);
    }
  }

  /** Another process may take the port between its choice and the start. */
  private ServerAddress launch(
      Cluster cluster,
      PostgresBinaries binaries,
      PostgresAccount account,
      Leftovers leftovers,
      String password)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      ServerAddress candidate = new ServerAddress(FreePort.find(), Cluster.ROLE, password);
      Postmaster postmaster = Postmaster.start(cluster, binaries, account, candidate.port());
      if (candidate.awaitReady(postmaster)) {
        String version = candidate.prepareDatabase();
        LOG.infof(
            "PostgreSQL %s is running in %s on 127.0.0.1:%d.",
            version, cluster.path(), candidate.port());
        supervisor =
            new Supervisor(
                postmaster,
                () -> Postmaster.start(cluster, binaries, account, candidate.port()),
                candidate,
                leftovers,
                cluster.log());
        supervisor.start();
        return candidate;
      }
      if (attempt == START_ATTEMPTS || FreePort.isFree(candidate.port())) {
        throw new StartupFailure(
            "The embedded PostgreSQL does not start: "
                + Postmaster.lastComplaint(cluster.log())
                + " (see "
                + cluster.log()
                + ").");
      }
    }
  }

  /** Stops the server in good order and releases the data directory. Later calls do nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    if (supervisor != null) {
      supervisor.stop();
      supervisor = null;
    }
    if (data != null) {
      data.close();
      data = null;
    }
  }
}
