package io.probity.probe.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Logs what our own code could not do for a target, with its stack but not its message, in which
 * a secret may be quoted. The same is logged once, however often the target is probed.
 * Loop-confined.
 */
final class FaultLog {
  static final int REMEMBERED = 1_000;

  private static final Logger LOG = Logger.getLogger(FaultLog.class);
  private static final int DEEPEST = 5;

  private record Known(String host, int port, String what, Class<?> kind) {}

  private final Set<Known> known =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Known, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  /**
   * A fault.
   *
   * @param what a sentence without the final dot and without concrete values
   */
  void tell(String host, int port, String what, Throwable fault) {
    if (known.add(new Known(host, port, what, fault.getClass()))) {
      LOG.warnf(bare(fault, 1), "%s: %s:%d", what, host, port);
    }
  }

  private static Throwable bare(Throwable fault, int depth) {
    @Nullable Throwable cause = fault.getCause();
    Throwable bare =
        new Throwable(
            fault.getClass().getName(),
            cause == null || depth == DEEPEST ? null : bare(cause, depth + 1));
    bare.setStackTrace(fault.getStackTrace());
    return bare;
  }
}
