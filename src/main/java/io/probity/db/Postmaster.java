package io.probity.db;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One running server process. */
final class Postmaster {
  private static final Duration SHUTDOWN = Duration.ofSeconds(30);
  private static final List<String> SETSID =
      Stream.of("/usr/bin/setsid", "/bin/setsid")
          .filter(path -> Files.isExecutable(Path.of(path)))
          .limit(1)
          .toList();

  /** Small, since it shares a machine with us; quiet, since its log is for accidents. */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "max_connections=60",
          "shared_buffers=64MB",
          "maintenance_work_mem=64MB",
          "effective_cache_size=512MB",
          "max_parallel_workers_per_gather=0",
          "max_parallel_maintenance_workers=0",
          "io_method=sync",
          "jit=off",
          "wal_compression=pglz",
          "min_wal_size=80MB",
          "bgwriter_delay=1s",
          "max_wal_size=512MB",
          "checkpoint_timeout=15min",
          "max_wal_senders=2",
          "logging_collector=off",
          "log_destination=stderr",
          "log_min_messages=log",
          "log_checkpoints=off",
          "log_autovacuum_min_duration=-1",
          "log_line_prefix=%m [%p] ",
          "log_timezone=UTC");

  private final Process process;

  private Postmaster(Process process) {
    this.process = process;
  }

  /**
   * Starts a server in a session of its own where that can be had: a Ctrl-C at the terminal must
   * reach it after us.
   */
  static Postmaster start(
      Cluster cluster, PostgresBinaries binaries, PostgresAccount account, int port)
      throws IOException {
    List<String> server = new ArrayList<>();
    server.add(binaries.program("postgres"));
    server.add("-D");
    server.add(cluster.path().toString());
    server.add("-c");
    server.add("port=" + port);
    for (String setting : SETTINGS) {
      server.add("-c");
      server.add(setting);
    }
    List<String> command = new ArrayList<>(SETSID);
    command.addAll(account.command(server));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(cluster.path().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(cluster.log().toFile()));
    Cluster.cleanEnvironment(builder);
    return new Postmaster(builder.start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end; returns false if it still runs after that time. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What {@link Process#exitValue} says; only after its end. */
  int exitCode() {
    return process.exitValue();
  }

  /** Stops it in good order, or by force if that takes too long. */
  void stop() throws InterruptedException {
    Signals.send(Signals.FAST_SHUTDOWN, process.pid());
    if (!awaitEnd(SHUTDOWN)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** The last complaint in a log, or a general one. */
  static String lastComplaint(Path log) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
          .reduce((before, after) -> after)
          .map(line -> line.replaceFirst("^.*?(FATAL|PANIC): +", ""))
          .orElse("no reason given");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
