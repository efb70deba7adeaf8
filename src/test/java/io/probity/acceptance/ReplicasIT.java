package io.probity.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas, of which one is killed, comes back, and is stopped. */
class ReplicasIT {
  private static final int ENDPOINTS = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long SUDDEN = 10_000;
  private static final long ORDERLY = 3_000;

  @TempDir Path temp;

  @Test
  void whatOneLeavesTheOtherTakesUpAndNothingIsProbedTwice() throws Exception {
    try (ReplicaTargets targets = ReplicaTargets.here(2, ENDPOINTS);
        Replicas replicas = new Replicas(temp, targets)) {
      replicas.startAll();
      Map<String, Object> plain = Map.of("interval", "1s");
      replicas.get(0).watch(ENDPOINTS, targets::url, plain);
      awaitSharedBy(2, targets);

      long killed = targets.arrivals().now();
      replicas.get(1).kill();
      awaitSharedBy(1, targets);
      assertHandedOver(targets, killed, SUDDEN);

      long joined = targets.arrivals().now();
      replicas.get(1).start();
      awaitSharedBy(2, targets);
      assertHandedOver(targets, joined, SUDDEN);

      long stopped = targets.arrivals().now();
      replicas.stop(1);
      awaitSharedBy(1, targets);
      assertHandedOver(targets, stopped, ORDERLY);
    }
  }

  /** For the last three seconds every endpoint was probed, and by so many replicas in all. */
  private static void awaitSharedBy(int replicas, ReplicaTargets targets) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              long now = targets.arrivals().now();
              Handover seen = Handover.of(targets.arrivals(), now - 3_000, now);
              return seen.shares().size() == replicas
                  && seen.millis().isEmpty()
                  && seen.strays().size() == ENDPOINTS;
            });
  }

  private static void assertHandedOver(ReplicaTargets targets, long since, long limit) {
    Handover seen = Handover.of(targets.arrivals(), since - 2_000, targets.arrivals().now());
    assertThat(seen.millis()).isNotEmpty().allMatch(each -> each < limit);
    assertThat(Collections.max(seen.strays())).isZero();
  }
}
