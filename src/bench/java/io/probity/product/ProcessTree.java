package io.probity.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A process, with or without those that descend from it, as {@code /proc} shows it. Linux only.
 *
 * @param isWhole whether its descendants are counted too, those that have ended included
 */
record ProcessTree(long root, boolean isWhole) {
  private static final long MILLIS_PER_TICK = 10;
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int ENDED_SYSTEM = 14;

  /** Resident memory, and the share of it that is ours where pages are shared; in KiB. */
  record Memory(long rss, long pss) {
    static final Memory NONE = new Memory(0, 0);

    Memory plus(Memory other) {
      return new Memory(rss + other.rss, pss + other.pss);
    }
  }

  static ProcessTree alone(long pid) {
    return new ProcessTree(pid, false);
  }

  static ProcessTree under(long pid) {
    return new ProcessTree(pid, true);
  }

  /** CPU time since it began, to 10 ms for each process. */
  Duration cpu() {
    return Duration.ofMillis(pids().map(this::ticks).sum() * MILLIS_PER_TICK);
  }

  Memory memory() {
    return pids().mapToObj(ProcessTree::memory).reduce(Memory.NONE, Memory::plus);
  }

  private LongStream pids() {
    Stream<ProcessHandle> descendants =
        isWhole ? ProcessHandle.of(root).stream().flatMap(ProcessHandle::descendants) : Stream.of();
    return LongStream.concat(LongStream.of(root), descendants.mapToLong(ProcessHandle::pid));
  }

  /** Own user and system time, and that of children that were waited for. */
  private long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return LongStream.rangeClosed(USER, isWhole ? ENDED_SYSTEM : SYSTEM)
          .map(field -> Long.parseLong(afterName[(int) field]))
          .sum();
    } catch (IOException ended) {
      return 0; // what it used is its parent's now
    }
  }

  private static Memory memory(long pid) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"));
      return new Memory(kib(lines, "Rss:"), kib(lines, "Pss:"));
    } catch (IOException ended) {
      return Memory.NONE;
    }
  }

  private static long kib(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
        .sum();
  }
}
