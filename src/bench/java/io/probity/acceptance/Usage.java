package io.probity.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** CPU time of the program and of its database, those of their processes that ended included. */
final class Usage {
  private static final long MILLIS_PER_TICK = 10;

  private final List<Long> roots;

  private Usage(List<Long> roots) {
    this.roots = roots;
  }

  /**
   * Of the program and its embedded database.
   *
   * @param data its data directory
   */
  static Usage of(Program program, Path data) throws IOException {
    Path lock = data.resolve("postgres/postmaster.pid");
    long postmaster = Long.parseLong(Files.readAllLines(lock).get(0).strip());
    return new Usage(List.of(program.pid(), postmaster));
  }

  /** Since they began. */
  Duration now() {
    return roots.stream()
        .flatMap(
            pid ->
                Stream.concat(
                    Stream.of(pid),
                    ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .map(ProcessHandle::pid)))
        .distinct()
        .map(Usage::spent)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Fields 14 to 17 of {@code /proc/<pid>/stat}: own user and system time, and that of children.
   */
  private static Duration spent(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = 0;
      for (int i = 11; i < 15; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    } catch (IOException ended) {
      return Duration.ZERO;
    }
  }
}
