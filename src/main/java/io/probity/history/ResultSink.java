package io.probity.history;

import io.probity.endpoint.Endpoint;
import io.probity.probe.Check;

/** Takes finished checks for storage. */
public interface ResultSink {
  /**
   * Buffers a check; never blocks, never throws. Beyond the buffer's bound the oldest are dropped
   * and counted.
   */
  void add(Endpoint endpoint, Check check);
}
