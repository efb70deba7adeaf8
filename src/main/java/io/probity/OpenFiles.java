package io.probity;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jboss.logging.Logger;

/** How many files and sockets the process may have open, and what that leaves for the pool. */
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
   * How many idle connections may be kept: as configured, but at most three quarters of the limit,
   * so that checks under way, the API and the database have theirs. Warns where that is less.
   */
  static int idleConnections(int configured, long limit) {
    long most = limit / 4 * 3;
    if (configured <= most) {
      return configured;
    }
    LOG.infof(
        "The process may open %d files only: at most %d connections are kept idle, not %d as"
            + " probity.probe.max-idle-connections says. Raise the limit (ulimit -n) if more than"
            + " that many endpoints are pooled",
        limit, most, configured);
    return (int) most;
  }
}
