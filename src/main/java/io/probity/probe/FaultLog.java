package io.probity.probe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Logs faults of our own, each with its stack but without messages, in which a secret may be
 * quoted. The same is logged once, however often it happens. Thread-safe.
 */
public final class FaultLog {
  static final int REMEMBERED = 1_000;

  private static final Logger LOG = Logger.getLogger(FaultLog.class);
  private static final int DEEPEST = 5;

  private record Known(String subject, String what, Class<?> kind) {}

  private final Set<Known> known =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Known, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  /**
   * A fault.
   *
   * @param subject what it befell, as the log names it
   * @param what a sentence without the final dot and without concrete values
   */
  public void tell(String subject, String what, Throwable fault) {
    if (known.add(new Known(subject, what, fault.getClass()))) {
      LOG.warnf(bare(fault, 1), "%s: %s", what, subject);
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
