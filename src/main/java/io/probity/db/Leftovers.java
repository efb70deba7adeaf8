package io.probity.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a Probity that was killed leaves behind: a server that goes on running, or a lock file whose
 * process number belongs to somebody else by now. We hold the lock of the data directory, so no
 * living Probity needs either.
 */
final class Leftovers {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

  private final DataDirectory data;
  private final Path cluster;

  Leftovers(DataDirectory data, Path cluster) {
    this.data = data;
    this.cluster = cluster;
  }

  /** Stops the servers of this data directory; returns whether there were any. */
  boolean clear() throws IOException, InterruptedException {
    List<ProcessHandle> servers = servers();
    Optional<Long> postmaster = postmaster();
    servers.stream()
        .filter(server -> postmaster.isPresent() && postmaster.get() == server.pid())
        .forEach(server -> Signals.send(Signals.FAST_SHUTDOWN, server.pid()));
    if (!Signals.awaitEnd(servers, PATIENCE)) {
      servers.forEach(ProcessHandle::destroyForcibly);
      if (!Signals.awaitEnd(servers, KILL_PATIENCE)) {
        throw new IOException("a server left over in " + cluster + " cannot be ended");
      }
    }
    deleteForeignLock();
    return !servers.isEmpty();
  }

  /**
   * The lock file stays where its process is gone: the server checks by it that no orphan is still
   * attached to the old shared memory.
   */
  private void deleteForeignLock() throws IOException {
    boolean foreign = postmaster().flatMap(ProcessHandle::of).isPresent();
    if (foreign) {
      Files.deleteIfExists(lockFile());
    }
  }

  private List<ProcessHandle> servers() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .command()
                    .filter(program -> PostgresBinaries.isServerOf(data, program))
                    .isPresent())
        .toList();
  }

  private Path lockFile() {
    return cluster.resolve("postmaster.pid");
  }

  private Optional<Long> postmaster() throws IOException {
    if (!Files.exists(lockFile())) {
      return Optional.empty();
    }
    return Files.readAllLines(lockFile()).stream()
        .findFirst()
        .map(String::strip)
        .filter(line -> line.matches("[0-9]{1,10}"))
        .map(Long::valueOf);
  }
}
