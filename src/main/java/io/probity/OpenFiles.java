package io.probity;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jboss.logging.Logger;

/** How many files and sockets the process may have open, and how they are shared out. */
final class OpenFiles {
  private static final Logger LOG = Logger.getLogger(OpenFiles.class);

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
   * How many idle connections may be kept: as configured, but at most three quarters of what the
   * connections of the API leave, so that checks under way and the database have theirs. Warns
   * where that is less.
   */
  static int idleConnections(int configured, int apiConnections, long limit) {
    long most = (limit - apiConnections) / 4 * 3;
    if (configured <= most) {
      return configured;
    }
    LOG.infof(
        "The process may open %d files only, %d of them for the API: at most %d connections are"
            + " kept idle, not %d as probity.probe.max-idle-connections says. Raise the limit"
            + " (ulimit -n) if more than that many endpoints are pooled",
        limit, apiConnections, most, configured);
    return (int) most;
  }
}
