package io.probity.check;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What this replica found last, from memory. Thread-safe. */
public interface Observations {
  /**
   * The endpoints this replica probes and has a result of, in no order: none that is paused, that
   * another replica probes, or that was not checked since it was edited or taken over. Completes on
   * the event loop: whoever has much to do with it does it elsewhere. Does not complete once the
   * program stops.
   */
  CompletableFuture<List<Observation>> now();
}
