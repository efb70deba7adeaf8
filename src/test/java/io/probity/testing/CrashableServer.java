package io.probity.testing;

import io.probity.db.Db;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server of its own that can be stopped, killed and started again. */
public final class CrashableServer implements AutoCloseable {
  private final Path data;
  private final int port;
  private final PGSimpleDataSource source = new PGSimpleDataSource();
  private EmbeddedPostgres server;

  /** A server with the schema of this release. */
  public CrashableServer() throws IOException {
    this(true);
  }

  private CrashableServer(boolean migrated) throws IOException {
    data = Files.createTempDirectory("probity-crashable");
    port = freePort();
    start();
    source.setURL(server.getJdbcUrl("postgres", "postgres"));
    source.setOptions("-c synchronous_commit=off");
    if (migrated) {
      Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
    }
  }

  /** A server without a schema, which the first program makes that starts on it. */
  public static CrashableServer empty() throws IOException {
    return new CrashableServer(false);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public void start() throws IOException {
    server =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setServerConfig("wal_writer_delay", "10s")
            .start();
  }

  /** An orderly stop: nothing committed is lost. */
  public void stop() throws IOException {
    server.close();
  }

  /** Lets no process of the server run: connections stay open and nothing answers. */
  public void freeze() throws IOException {
    signal("-STOP");
  }

  /** Ends {@link #freeze}. */
  public void thaw() throws IOException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    command.add(String.valueOf(postmaster().pid()));
    postmaster().descendants().forEach(child -> command.add(String.valueOf(child.pid())));
    new ProcessBuilder(command).inheritIO().start().onExit().join();
  }

  private ProcessHandle postmaster() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
    return ProcessHandle.of(pid).orElseThrow();
  }

  /** Kills the server: commits that were not flushed yet are lost. */
  public void kill() throws IOException {
    ProcessHandle postmaster = postmaster();
    List<ProcessHandle> children = postmaster.descendants().toList();
    postmaster.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    postmaster.onExit().join();
    children.forEach(child -> child.onExit().join());
    server.close(); // frees the lock on the data directory
  }

  /** Its JDBC URL; user postgres, any password. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** A runner that opens a connection for each transaction. */
  public Db db() {
    return new Db(source);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
