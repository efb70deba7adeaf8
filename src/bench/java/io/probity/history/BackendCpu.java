package io.probity.history;

import io.probity.db.Db;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The CPU time of a PostgreSQL server on this machine, its backends included. Linux only. */
final class BackendCpu {
  private static final long TICK_NANOS = 10_000_000;
  private static final int PARENT = 1;
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int CHILDREN_USER = 13;
  private static final int CHILDREN_SYSTEM = 14;

  private final long postmaster;

  BackendCpu(Db db) {
    int backend = db.first("SELECT pg_backend_pid()", row -> row.getInt(1)).orElseThrow();
    postmaster = Long.parseLong(stat(backend)[PARENT]);
  }

  /** Nanoseconds since the server was started. */
  long nanos() {
    String[] own = stat(postmaster);
    long ticks = 0;
    for (int field : List.of(USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM)) {
      ticks += Long.parseLong(own[field]);
    }
    List<ProcessHandle> children = ProcessHandle.of(postmaster).orElseThrow().children().toList();
    return ticks * TICK_NANOS + children.stream().mapToLong(BackendCpu::running).sum();
  }

  /** The scheduler counts in nanoseconds what {@code stat} counts in ticks. */
  private static long running(ProcessHandle child) {
    try {
      return Long.parseLong(
          Files.readString(Path.of("/proc/" + child.pid() + "/schedstat")).split(" ")[0]);
    } catch (IOException e) {
      return 0; // it has ended; what it used is the postmaster's now
    }
  }

  /** The fields from the third on: the second may hold anything. */
  private static String[] stat(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
