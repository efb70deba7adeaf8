package io.probity.check;

import io.probity.cluster.Membership;
import io.probity.cluster.Ownership;
import io.probity.endpoint.Endpoint;
import io.probity.probe.OpenConnections;
import io.probity.probe.Prober;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Which connections are open for an endpoint; only the replica that probes it knows. Blocks. */
@Singleton
public final class EndpointPool {
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final Ownership ownership;
  private final IntFunction<Optional<UUID>> holders;
  private final Prober prober;

  @Inject
  EndpointPool(Membership membership, Prober prober) {
    this(membership, membership::holder, prober);
  }

  EndpointPool(Ownership ownership, IntFunction<Optional<UUID>> holders, Prober prober) {
    this.ownership = ownership;
    this.holders = holders;
    this.prober = prober;
  }

  /**
   * What is known here.
   *
   * @param here whether this replica probes the endpoint
   * @param member who does otherwise, null: nobody, or it is this replica
   * @param connections null: the prober has no time to say; empty if another replica probes it
   */
  public record Known(
      boolean here, @Nullable UUID member, @Nullable List<OpenConnections> connections) {}

  /** Asks the prober, and waits a quarter of a second at most. */
  public Known look(Endpoint endpoint) {
    if (!ownership.owns(endpoint.shard())) {
      return new Known(false, holders.apply(endpoint.shard()).orElse(null), List.of());
    }
    return new Known(true, null, connections(endpoint));
  }

  private @Nullable List<OpenConnections> connections(Endpoint endpoint) {
    try {
      return prober
          .connections(endpoint)
          .toCompletableFuture()
          .get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException busy) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the prober counts without fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
