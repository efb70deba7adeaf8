package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.IntSummaryStatistics;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GridTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void followsTheIntervalExactlyFromAnyInstant() {
    Grid grid = Grid.of(Ids.uuid7(NOW), Duration.ofSeconds(30));
    Instant first = grid.after(NOW);
    assertThat(first).isAfter(NOW).isBeforeOrEqualTo(NOW.plusSeconds(30));
    assertThat(grid.after(first)).isEqualTo(first.plusSeconds(30));
    assertThat(grid.after(first.minusMillis(1))).isEqualTo(first);
    assertThat(grid.after(first.plusSeconds(3_600_000))).isEqualTo(first.plusSeconds(3_600_030));
  }

  @Test
  void isTheSameForEveryReplica() {
    UUID id = UUID.fromString("01934f2e-7c00-7abc-8def-0123456789ab");
    assertThat(Grid.of(id, Duration.ofSeconds(10)).after(NOW))
        .isEqualTo(Grid.of(UUID.fromString(id.toString()), Duration.ofSeconds(10)).after(NOW));
  }

  @Test
  void alignsToSlots() {
    for (int i = 0; i < 1_000; i++) {
      Instant at = Grid.of(Ids.uuid7(NOW), Duration.ofSeconds(7)).after(NOW);
      assertThat(at.toEpochMilli() % Grid.SLOT_MILLIS).isZero();
    }
  }

  @Test
  void spreadsEndpointsMadeAtTheSameMomentEvenly() {
    int[] buckets = new int[10];
    for (int i = 0; i < 20_000; i++) {
      long at = Grid.of(Ids.uuid7(NOW), Duration.ofSeconds(1)).after(NOW).toEpochMilli();
      buckets[(int) (at % 1_000 / Grid.SLOT_MILLIS)]++;
    }
    IntSummaryStatistics spread = IntStream.of(buckets).summaryStatistics();
    assertThat(spread.getMin()).isGreaterThan(1_800);
    assertThat(spread.getMax()).isLessThan(2_200);
  }
}
