package io.probity.probe;

import io.probity.endpoint.EndpointSpec;
import java.time.Instant;

/**
 * Judges what an attempt brought. Called on the prober's loop, or on a worker where it takes long.
 */
@FunctionalInterface
public interface Judge {
  /**
   * The same attempt judged, as {@link Assertions#judge} says.
   *
   * @param now what certificates are held against
   * @param time how long it may take
   */
  Attempt judge(EndpointSpec spec, Attempt attempt, Instant now, Allowance time);
}
