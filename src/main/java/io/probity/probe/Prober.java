package io.probity.probe;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes one attempt: resolve, check against the egress policy, connect to exactly that address,
 * handshake, request, response, redirects. Assertions are not its business, except that it keeps
 * the body where one needs it.
 *
 * <p>Called on the probing event loop; never blocks; completes on the same loop. Whatever the
 * target does becomes an {@link Attempt}; an exceptional completion is a bug of ours.
 */
public interface Prober {
  /**
   * Makes one attempt.
   *
   * @param mode {@code FRESH}: neither reuses a connection nor leaves one behind, nor resumes a
   *     session
   * @param budget the most time the attempt may take in all, at most the endpoint's total
   */
  CompletionStage<Attempt> attempt(Endpoint endpoint, ConnectionMode mode, Duration budget);

  /** Ends the attempts of an endpoint that are under way as faults of ours. On the loop. */
  default void abandon(Endpoint endpoint) {}

  /**
   * The connections that are open for an endpoint now. Any thread; completes on the loop, and never
   * once that has ended.
   */
  default CompletionStage<List<OpenConnections>> connections(Endpoint endpoint) {
    return CompletableFuture.completedFuture(List.of());
  }

  /** Forgets pooled connections of an endpoint whose configuration changed or which was removed. */
  void forget(long endpointId);
}
