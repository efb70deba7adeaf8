package io.probity;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jboss.logging.Logger;

/** How many files and sockets the process may have open, and how they are shared out. */
final class OpenFiles {
  private static final Logger LOG = Logger.getLogger(OpenFiles.class);

  /** For the database, logs, jars, pipes and what a diagnosis opens. */
  private static final int RESERVE = 500;

  private OpenFiles() {}

  /** What the system allows, {@link Long#MAX_VALUE} where it does not tell. */
  static long limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            && unix.getMaxFileDescriptorCount() > 0
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /**
   * How many connections of the API may be open: as configured, but at most a quarter of the limit.
   * The next one is refused, which is better than a process that can open nothing at all.
   */
  static int apiConnections(int configured, long limit) {
    return (int) Math.min(configured, Math.max(1, limit / 4));
  }

  /**
   * How many connections probes may have open: what the API's connections, the database, the logs
   * and the jars leave of the limit, but a quarter of it at least. A process that has no file left
   * cannot even load its own classes any more.
   *
   * @param api how many connections the API accepts
   */
  static int forProbes(int api, long limit) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(limit - api - RESERVE, limit / 4));
  }

  /** How many idle connections may be kept: as configured, unless that is more than may be open. */
  static int idleConnections(int configured, int forProbes) {
    if (configured <= forProbes) {
      return configured;
    }
    LOG.infof(
        "The limit of open files leaves %d connections to probes: no more are kept idle, not %d as"
            + " probity.probe.max-idle-connections says. Raise the limit (ulimit -n) if more than"
            + " that many endpoints are pooled",
        forProbes, configured);
    return forProbes;
  }
}
