package io.probity.history;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * CPU and time of some work, by the number of things it was done to. The CPU is that of this JVM,
 * its compilers and collectors included, and of the database server.
 */
final class Cost {
  private static final OperatingSystemMXBean JVM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final BackendCpu server;
  private long count;
  private long clientNanos;
  private long serverNanos;
  private long wallNanos;

  Cost(BackendCpu server) {
    this.server = server;
  }

  /**
   * Does some work, at least some milliseconds of it: to look at the clocks takes one.
   *
   * @param counts false: only to warm up
   * @param more how many things it is done to
   */
  void add(boolean counts, long more, Runnable work) {
    long client = JVM.getProcessCpuTime();
    long backends = server.nanos();
    long begun = System.nanoTime();
    work.run();
    if (counts) {
      wallNanos += System.nanoTime() - begun;
      clientNanos += JVM.getProcessCpuTime() - client;
      serverNanos += server.nanos() - backends;
      count += more;
    }
  }

  /** Microseconds of CPU for one. */
  double cpuMicros() {
    return (clientNanos + serverNanos) / 1e3 / count;
  }

  /** How many a second there were by the clock. */
  double perSecond() {
    return count * 1e9 / wallNanos;
  }

  /** Where the CPU went. */
  String split() {
    return "%s JVM + %s PostgreSQL"
        .formatted(each((double) clientNanos / count), each((double) serverNanos / count));
  }

  private static String each(double nanos) {
    return nanos < 100_000 ? "%.2f µs".formatted(nanos / 1e3) : "%.2f ms".formatted(nanos / 1e6);
  }
}
