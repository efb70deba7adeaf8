package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResultBufferTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");

  @Test
  void givesResultsInTheirOrderAndAtMostABatch() throws Exception {
    ResultBuffer buffer = new ResultBuffer(1 << 20, 2);
    add(buffer, up(1), up(2), up(3));
    assertThat(ids(buffer.take(Duration.ofDays(1)))).containsExactly(1L, 2L);
    assertThat(ids(buffer.take(Duration.ZERO))).containsExactly(3L);
  }

  @Test
  void doesNotWaitForAFullBatchBeyondTheAge() throws Exception {
    ResultBuffer buffer = new ResultBuffer(1 << 20, 1_000);
    add(buffer, up(1));
    assertThat(ids(buffer.take(Duration.ofMillis(5)))).containsExactly(1L);
  }

  @Test
  void countsWhatIsOnItsWayUntilItIsReleased() throws Exception {
    ResultBuffer buffer = new ResultBuffer(1 << 20, 10);
    add(buffer, up(1), up(2));
    long bytes = buffer.bytes();
    List<Pending> taken = buffer.take(Duration.ZERO);
    assertThat(buffer.results()).isEqualTo(2);
    assertThat(buffer.bytes()).isEqualTo(bytes).isPositive();
    buffer.release(taken);
    assertThat(buffer.results()).isZero();
    assertThat(buffer.bytes()).isZero();
  }

  @Test
  void leavesMostOfItsRoomToWhatStillWaits() throws Exception {
    ResultBuffer buffer = new ResultBuffer(8L * up(1).heapBytes(), 100);
    add(buffer, up(1), up(2), up(3), up(4));
    assertThat(ids(buffer.take(Duration.ZERO))).containsExactly(1L, 2L);
    assertThat(ids(buffer.take(Duration.ZERO))).containsExactly(3L, 4L);
  }

  @Test
  void givesUpEvidenceBeforeAnyResult() throws Exception {
    long room = 2L * down(1).heapBytes() + up(1).heapBytes();
    ResultBuffer buffer = new ResultBuffer(room, 10);
    add(buffer, down(1), up(2), down(3));
    assertThat(buffer.add(down(4))).isZero();
    List<Pending> taken = all(buffer);
    assertThat(ids(taken)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(
            taken.stream()
                .map(Pending::failure)
                .filter(Objects::nonNull)
                .map(row -> row.evidence() != null))
        .containsExactly(false, false, true);
    buffer.release(taken);
    assertThat(buffer.bytes()).isZero();
  }

  @Test
  void dropsTheOldestBeyondTheBoundAndSaysHowMany() throws Exception {
    ResultBuffer buffer = new ResultBuffer(3L * up(1).heapBytes(), 10);
    add(buffer, up(1), up(2), up(3));
    assertThat(buffer.add(up(4))).isEqualTo(1);
    assertThat(ids(all(buffer))).containsExactly(2L, 3L, 4L);
  }

  @Test
  void staysWithinTheBoundWhateverComes() {
    long room = 100_000;
    ResultBuffer buffer = new ResultBuffer(room, 10);
    for (int i = 0; i < 5_000; i++) {
      buffer.add(i % 3 == 0 ? down(i) : up(i));
      assertThat(buffer.bytes()).isLessThanOrEqualTo(room);
    }
    assertThat(buffer.results()).isGreaterThan(200);
  }

  @Test
  void isDrainedAfterItWasClosedAndTakesNothingMore() throws Exception {
    ResultBuffer buffer = new ResultBuffer(1 << 20, 10);
    add(buffer, up(1));
    buffer.close();
    assertThat(buffer.add(up(2))).isEqualTo(1);
    assertThat(ids(buffer.take(Duration.ofDays(1)))).containsExactly(1L);
    assertThat(buffer.take(Duration.ofDays(1))).isEmpty();
  }

  private static List<Pending> all(ResultBuffer buffer) throws InterruptedException {
    List<Pending> all = new ArrayList<>();
    while (all.size() < buffer.results()) {
      all.addAll(buffer.take(Duration.ZERO));
    }
    return all;
  }

  private static void add(ResultBuffer buffer, Pending... all) {
    for (Pending pending : all) {
      assertThat(buffer.add(pending)).isZero();
    }
  }

  private static Pending up(long id) {
    return new Pending(HistoryFixtures.up(id, NOW));
  }

  private static Pending down(long id) {
    return new Pending(HistoryFixtures.down(id, NOW));
  }

  private static List<Long> ids(List<Pending> taken) {
    return taken.stream().map(Pending::endpointId).toList();
  }
}
