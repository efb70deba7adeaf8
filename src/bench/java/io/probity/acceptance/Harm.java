package io.probity.acceptance;

import java.time.Duration;

/**
 * What is done to replicas.
 *
 * @param limit longest hand-over that is allowed, beyond the interval that lies between two probes
 *     anyway
 * @param left replicas that probe afterwards
 * @param seconds looked at afterwards
 */
record Harm(String name, Duration limit, int left, Deed deed, int seconds) {
  /** Takes as long as it takes. */
  interface Deed {
    void inflict(Replicas replicas) throws Exception;
  }
}
