package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentBatchesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final RecentBatches recent = new RecentBatches(Duration.ofSeconds(2), 1 << 20);

  @Test
  void letsABatchGoOnceALaterOneWasCommittedWellAfterIt() {
    recent.add(batch(1), 0);
    recent.add(batch(2), 2 * SECOND);
    assertThat(endpoints()).containsExactly(1L, 2L);
    recent.add(batch(3), 2 * SECOND + 1);
    assertThat(endpoints()).containsExactly(2L, 3L);
    recent.add(batch(4), 3_600 * SECOND);
    assertThat(endpoints()).containsExactly(4L);
  }

  @Test
  void whatWasWrittenAgainAfterACrashIsAsNewAsWhatFollowsIt() {
    recent.add(batch(1), 0);
    recent.repeated(10 * SECOND);
    recent.add(batch(2), 10 * SECOND + 1);
    assertThat(endpoints()).as("a second crash may take both back").containsExactly(1L, 2L);
    recent.add(batch(3), 12 * SECOND + 1);
    assertThat(endpoints()).containsExactly(2L, 3L);
  }

  @Test
  void doesNotKeepForEverWhatIsRepeatedWithEachWrite() {
    for (int i = 1; i <= 100; i++) {
      recent.repeated(i * 3 * SECOND);
      recent.add(batch(i), i * 3 * SECOND);
    }
    assertThat(endpoints()).hasSize(RecentBatches.MOST_REPEATS + 1).contains(100L);
  }

  @Test
  void isBoundedInBytes() {
    RecentBatches small = new RecentBatches(Duration.ofHours(1), batch(1).get(0).heapBytes());
    small.add(batch(1), 0);
    small.add(batch(2), 1);
    assertThat(small.rows()).extracting(Pending::endpointId).containsExactly(2L);
  }

  private List<Long> endpoints() {
    return recent.rows().stream().map(Pending::endpointId).toList();
  }

  private static List<Pending> batch(long endpointId) {
    return List.of(new Pending(HistoryFixtures.up(endpointId, NOW)));
  }
}
