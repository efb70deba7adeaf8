package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.check.EndpointPool.Known;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.probe.OpenConnections;
import io.probity.probe.Prober;
import io.probity.testing.OwnedShards;
import io.probity.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class EndpointPoolTest {
  private static final UUID OTHER = new UUID(0, 7);
  private static final List<OpenConnections> OPEN =
      List.of(new OpenConnections("https://x.test", 1, 2, 3_000, 4));

  private final Endpoint endpoint = Samples.endpoint(1, "GET");

  private static EndpointPool pool(
      boolean owned, Optional<UUID> holder, CompletableFuture<List<OpenConnections>> open) {
    Prober prober =
        new Prober() {
          @Override
          public CompletionStage<Attempt> attempt(Endpoint e, ConnectionMode m, Duration budget) {
            throw new AssertionError("nobody asked for an attempt");
          }

          @Override
          public CompletionStage<List<OpenConnections>> connections(Endpoint e) {
            return open;
          }

          @Override
          public void forget(long endpointId) {}
        };
    return new EndpointPool(new OwnedShards(shard -> owned), shard -> holder, prober);
  }

  @Test
  void asksTheProberAboutWhatIsProbedHere() {
    assertThat(pool(true, Optional.empty(), CompletableFuture.completedFuture(OPEN)).look(endpoint))
        .isEqualTo(new Known(true, null, OPEN));
  }

  @Test
  void namesTheReplicaThatKnows() {
    CompletableFuture<List<OpenConnections>> open = CompletableFuture.completedFuture(OPEN);
    assertThat(pool(false, Optional.of(OTHER), open).look(endpoint))
        .isEqualTo(new Known(false, OTHER, List.of()));
    assertThat(pool(false, Optional.empty(), open).look(endpoint))
        .isEqualTo(new Known(false, null, List.of()));
  }

  @Test
  void doesNotWaitForAProberThatStandsStill() {
    assertThat(pool(true, Optional.empty(), new CompletableFuture<>()).look(endpoint))
        .isEqualTo(new Known(true, null, null));
  }
}
