package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Fence;
import io.probity.health.HealthChange;
import io.probity.health.HealthState;
import io.probity.health.ObservedState;
import io.probity.health.PeriodState;
import io.probity.health.Transition;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChangeQueueTest {
  private static final Fence HELD = tx -> {};

  private static PendingChange down(long endpoint, int evidence) {
    Failure failure =
        new Failure(
            FailureClass.STATUS_5XX,
            "The status was 500, expected 2xx, 3xx.",
            Map.of("body", "x".repeat(evidence)));
    UUID incident = new UUID(0x7000, endpoint);
    HealthState next = new HealthState(ObservedState.DOWN, Samples.AT, incident, List.of());
    Transition transition =
        new Transition(
            ObservedState.UP, ObservedState.DOWN, Samples.AT, null, failure, incident, null);
    HealthChange change =
        new HealthChange(endpoint, 0, next, PeriodState.DOWN, Samples.AT, transition, null);
    return new PendingChange(1, HELD, change, null, News.NONE);
  }

  private static boolean hasEvidence(PendingChange change) {
    Transition transition = change.written().change().transition();
    return transition != null
        && transition.failure() != null
        && !transition.failure().evidence().isEmpty();
  }

  @Test
  void tenThousandEndpointsFitSeveralTimesIntoHalfOfTheDefaultBuffer() {
    ChangeQueue queue = new ChangeQueue(32L << 20);
    int taken = 0;
    while (taken < 100_000 && queue.offer(down(taken, 1_000))) {
      taken++;
    }
    assertThat(taken).isBetween(30_000, 60_000);
    assertThat(queue.bytes()).isLessThanOrEqualTo(32L << 20);
    assertThat(queue.refused()).isEqualTo(1);
  }

  @Test
  void beyondHalfFullTheOldestLoseTheirEvidenceFirst() throws InterruptedException {
    long each = down(0, 2_000).heapBytes();
    ChangeQueue queue = new ChangeQueue(10 * each);
    for (int i = 0; i < 6; i++) {
      assertThat(queue.offer(down(i, 2_000))).isTrue();
    }
    List<PendingChange> drained = queue.drain(100, 1);
    assertThat(drained)
        .extracting(PendingChange::endpointId)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    List<Boolean> evidence = new ArrayList<>();
    drained.forEach(change -> evidence.add(hasEvidence(change)));
    assertThat(evidence).startsWith(false).endsWith(true, true, true);
  }

  @Test
  void whatWasDrainedTakesRoomUntilItIsReleased() throws InterruptedException {
    long each = down(0, 0).heapBytes();
    ChangeQueue queue = new ChangeQueue(2 * each);
    assertThat(queue.offer(down(0, 0))).isTrue();
    assertThat(queue.offer(down(1, 0))).isTrue();
    List<PendingChange> drained = queue.drain(100, 1);
    long taken = drained.stream().mapToLong(PendingChange::heapBytes).sum();
    assertThat(queue.bytes()).isEqualTo(taken);
    assertThat(queue.size()).isEqualTo(2);
    queue.release(drained);
    assertThat(queue.bytes()).isZero();
    assertThat(queue.size()).isZero();
    assertThat(queue.offer(down(2, 0))).isTrue();
  }

  @Test
  void nothingToDrainIsAnEmptyList() throws InterruptedException {
    assertThat(new ChangeQueue(1 << 20).drain(10, 1)).isEmpty();
  }
}
