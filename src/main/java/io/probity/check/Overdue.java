package io.probity.check;

import io.probity.endpoint.Endpoint;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Logs that checks did not end by their deadlines when that begins and, with their number, when it
 * is over. Confined to the event loop.
 */
final class Overdue {
  private static final Logger LOG = Logger.getLogger(Overdue.class);
  private static final long CALM_NANOS = Duration.ofMinutes(1).toNanos();

  private long givenUp;
  private long lastNanos;

  /** A check was given up. */
  void gaveUp(Endpoint endpoint, long nanoTime) {
    if (givenUp == 0) {
      LOG.errorf(
          "A check of endpoint %s did not end by its deadline; it is given up, and so are others like it",
          endpoint.publicId());
    }
    givenUp++;
    lastNanos = nanoTime;
  }

  /** A check ended by itself; a minute after the last that did not, all is well again. */
  void ended(long nanoTime) {
    if (givenUp > 0 && nanoTime - lastNanos > CALM_NANOS) {
      LOG.warnf("Checks end by their deadlines again; %d were given up", givenUp);
      givenUp = 0;
    }
  }

  /** Checks given up since that began; 0: all is well. */
  long givenUp() {
    return givenUp;
  }
}
