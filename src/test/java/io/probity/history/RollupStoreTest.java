package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Db;
import io.probity.history.RollupStore.Day;
import io.probity.probe.Verdict;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollupStoreTest {
  private static final Instant NOW = Instant.parse("2027-01-02T11:20:00Z");
  private static final Instant TODAY = RollupStore.day(NOW);
  private static final Instant LAST_YEAR = TODAY.minus(Duration.ofDays(2));

  private final Db db = TestPostgres.freshDb();
  private final RollupStore store = new RollupStore();

  @BeforeEach
  void partitions() {
    HistoryFixtures.partitions(db).ensure(NOW);
  }

  @Test
  void manyFoldsAddToOneDay() {
    add(new Day(1, TODAY, ups(1)), new Day(2, TODAY, ups(1)), new Day(1, LAST_YEAR, ups(4)));
    add(new Day(1, TODAY, ups(2)));
    db.run(tx -> store.add(tx, 1, TODAY, ups(3)));
    assertThat(ups(1, LAST_YEAR, NOW)).containsExactly(4L, 6L);
    assertThat(ups(1, TODAY, NOW)).containsExactly(6L);
    assertThat(ups(1, LAST_YEAR, TODAY)).containsExactly(4L);
    assertThat(ups(2, LAST_YEAR, NOW)).containsExactly(1L);
  }

  @Test
  void aFoldThatIsRolledBackAddsNothing() {
    add(new Day(1, TODAY, ups(1)));
    try {
      db.run(
          tx -> {
            store.add(tx, 1, TODAY, ups(5));
            throw new IllegalStateException("crash");
          });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("crash");
    }
    assertThat(ups(1, TODAY, NOW)).containsExactly(1L);
  }

  @Test
  void aCorruptDayIsLeftOutAndTakesNoOtherWithIt() {
    add(new Day(1, TODAY, ups(1)), new Day(1, LAST_YEAR, ups(4)));
    db.update("UPDATE rollup_day SET data = set_byte(data, 3, 255) WHERE at = ?", TODAY);
    assertThat(ups(1, LAST_YEAR, NOW)).containsExactly(4L);
    add(new Day(1, TODAY, ups(2)));
    assertThat(ups(1, LAST_YEAR, NOW)).containsExactly(4L, 2L);
  }

  @Test
  void wholeYearsGoOnceTheyAreOldEnough() {
    Partitions partitions = HistoryFixtures.partitions(db);
    add(new Day(1, TODAY, ups(1)), new Day(1, LAST_YEAR, ups(4)));
    partitions.prune(LAST_YEAR.plus(Duration.ofDays(730)));
    assertThat(ups(1, LAST_YEAR, NOW)).containsExactly(4L, 1L);
    partitions.prune(LAST_YEAR.plus(Duration.ofDays(734)));
    assertThat(ups(1, LAST_YEAR, NOW)).containsExactly(1L);
  }

  private void add(Day... days) {
    db.run(tx -> store.add(tx, List.of(days)));
  }

  private List<Long> ups(long endpointId, Instant from, Instant until) {
    return db.tx(tx -> store.days(tx, endpointId, from, until)).stream()
        .map(day -> day.roll().sum().checks(Verdict.UP))
        .toList();
  }

  private static DayRoll ups(int checks) {
    DayRoll roll = new DayRoll();
    for (int i = 0; i < checks; i++) {
      roll.add(HistoryFixtures.up(1, TODAY.plusSeconds(i)).summary());
    }
    return roll;
  }
}
