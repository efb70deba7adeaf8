package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.probity.db.Fenced;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FoldTest {
  private static final Instant EARLY = Instant.parse("2026-11-20T01:02:03.456789Z");

  private final FoldFixture fixture = new FoldFixture(TestPostgres.freshDb());

  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void foldsWhatIsClosedAndKeepsAllOfHistory() {
    fixture.tick();
    fixture.assertHistoryIsWhole();
    fixture.assertRollupsCountEachFoldedResultOnce();
    fixture.assertFoldIsDone();
    assertThat(HistoryFixtures.count(fixture.db, "result_block"))
        .isEqualTo(2 * FoldFixture.ENDPOINTS);
  }

  @Test
  void waitsForTheGraceToPass() {
    fixture.tickAt(Instant.parse("2026-11-20T12:14:59Z"));
    assertThat(HistoryFixtures.count(fixture.db, "result_block")).isEqualTo(FoldFixture.ENDPOINTS);
    fixture.tickAt(Instant.parse("2026-11-20T12:15:00Z"));
    fixture.assertFoldIsDone();
  }

  /** Each turn goes on where the one before was cut off, and is cut off one step later. */
  @Test
  void goesOnAfterACrashAtAnyStep() {
    for (FoldStep last : FoldStep.values()) {
      assertThatThrownBy(() -> fixture.fold(crashingAt(last)).tick(tx -> {}))
          .as("%s", last)
          .isInstanceOf(Crash.class);
      fixture.assertHistoryIsWhole();
    }
    fixture.tick();
    fixture.assertHistoryIsWhole();
    fixture.assertRollupsCountEachFoldedResultOnce();
    fixture.assertFoldIsDone();
  }

  private static FoldStep.Observer crashingAt(FoldStep last) {
    return step -> {
      if (step == last) {
        throw new Crash();
      }
    };
  }

  @Test
  void showsAllOfHistoryAtEveryStep() {
    EnumSet<FoldStep> seen = EnumSet.noneOf(FoldStep.class);
    fixture
        .fold(
            step -> {
              seen.add(step);
              fixture.assertHistoryIsWhole();
            })
        .tick(tx -> {});
    assertThat(seen).isEqualTo(EnumSet.allOf(FoldStep.class));
  }

  @ParameterizedTest
  @EnumSource(
      value = FoldStep.class,
      names = {"COMMITTED", "DETACHED"})
  void keepsResultsThatSlipIntoThePartitionAfterItsFold(FoldStep moment) {
    FoldStep.Observer slip =
        new FoldStep.Observer() {
          private boolean slipped;

          @Override
          public void reached(FoldStep step) {
            if (step == moment && !slipped) {
              slipped = true;
              fixture.store(FoldFixture.CLOSED, 3, FoldFixture.one(EARLY));
              fixture.store(FoldFixture.CLOSED, 77, FoldFixture.one(EARLY));
            }
          }
        };
    fixture.fold(slip).tick(tx -> {});
    fixture.assertHistoryIsWhole();
    fixture.tick();
    fixture.assertHistoryIsWhole();
    fixture.assertRollupsCountEachFoldedResultOnce();
    fixture.assertFoldIsDone();
  }

  @Test
  void takesLateResultsInOnceHoweverOftenTheyCome() {
    fixture.tick();
    fixture.store("result_late", 3, FoldFixture.one(EARLY));
    fixture.store("result_late", 3, FoldFixture.one(FoldFixture.FROM.minus(Duration.ofDays(3))));
    fixture.assertHistoryIsWhole();
    fixture.tick();
    long blocks = HistoryFixtures.count(fixture.db, "result_block");
    repeat(3, EARLY);
    fixture.assertHistoryIsWhole();
    fixture.tick();
    assertThat(HistoryFixtures.count(fixture.db, "result_block")).isEqualTo(blocks);
    fixture.assertHistoryIsWhole();
    fixture.assertRollupsCountEachFoldedResultOnce();
    fixture.assertFoldIsDone();
  }

  @Test
  void setsResultsOfAFoldedPartitionAsideWhenTheyAreWritten() {
    fixture.tick();
    BatchWriter writer = writer();
    Instant old = FoldFixture.FROM.plusSeconds(7);
    assertThat(
            writer.write(
                List.of(
                    new Pending(HistoryFixtures.down(5, old)),
                    new Pending(HistoryFixtures.up(5, FoldFixture.NOW)))))
        .isEqualTo(2);
    assertThat(HistoryFixtures.count(fixture.db, "result_late")).isEqualTo(1);
    assertThat(fixture.instants(5)).contains(old);
    assertThat(fixture.checks.at(5, List.of(old)).rows()).hasSize(1);
    fixture.tick();
    assertThat(fixture.instants(5)).contains(old);
    assertThat(fixture.checks.at(5, List.of(old)).rows()).hasSize(1);
    fixture.assertFoldIsDone();
  }

  @Test
  void changesNothingOnceSomebodyElseOwnsTheWork() {
    assertThatThrownBy(
            () ->
                fixture
                    .fold(step -> {})
                    .tick(
                        tx -> {
                          throw new Fenced("taken over");
                        }))
        .isInstanceOf(Fenced.class);
    assertThat(HistoryFixtures.count(fixture.db, "result_block")).isZero();
    assertThat(HistoryFixtures.count(fixture.db, FoldFixture.CLOSED)).isPositive();
    fixture.assertHistoryIsWhole();
  }

  @Test
  void letsResultsThroughWhileALongReaderHoldsTheFoldUp() {
    CompletableFuture<Void> fold = new CompletableFuture<>();
    fixture.db.run(
        reader -> {
          reader.first("SELECT count(*) FROM result_hot", row -> row.getLong(1));
          fold.completeAsync(
              () -> {
                fixture.tick();
                return null;
              },
              work -> new Thread(work, "fold").start());
          await()
              .until(
                  () ->
                      fixture
                          .db
                          .first(
                              """
                              SELECT count(*) FROM pg_stat_activity
                              WHERE query LIKE 'ALTER TABLE result_hot DETACH%'
                                AND wait_event_type = 'Lock' AND datname = current_database()
                              """,
                              row -> row.getInt(1))
                          .orElse(0),
                  waiting -> waiting == 1);
          assertThat(writer().write(List.of(new Pending(HistoryFixtures.up(5, FoldFixture.NOW)))))
              .isEqualTo(1);
          fixture.partitions.ensure(FoldFixture.NOW.plus(Duration.ofDays(1)));
          assertThat(fold).isNotDone();
        });
    fold.join();
    fixture.assertFoldIsDone();
  }

  @Test
  void neverCreatesAPartitionBeforeTheMark() {
    fixture.tick();
    new Partitions(
            new PartitionStore(fixture.db),
            HistoryFixtures.config(Duration.ofDays(7), Duration.ofDays(30)))
        .ensure(FoldFixture.NOW, FoldFixture.FROM);
    assertThat(new PartitionStore(fixture.db).attached(Partitions.RESULTS))
        .allMatch(each -> !each.span().from().isBefore(Instant.parse("2026-11-20T12:00:00Z")));
  }

  @Test
  void leavesADetachThatTheFoldBeganToTheFold() {
    assertThatThrownBy(() -> fixture.fold(crashingAt(FoldStep.DETACHED)).tick(tx -> {}))
        .isInstanceOf(Crash.class);
    fixture.store(FoldFixture.CLOSED, 3, FoldFixture.one(EARLY));
    fixture.partitions.prune(FoldFixture.NOW);
    fixture.tick();
    fixture.assertHistoryIsWhole();
  }

  private void repeat(long endpoint, Instant at) {
    fixture.db.run(
        tx -> LateStore.add(tx, List.of(ResultRow.tuple(endpoint, FoldFixture.one(at), 0))));
  }

  private BatchWriter writer() {
    return new BatchWriter(
        new ResultStore(fixture.db),
        fixture.partitions,
        fixture.clock,
        System::nanoTime,
        new RecentBatches(Duration.ofSeconds(2), 1 << 20),
        (row, cause) -> {
          throw cause;
        });
  }
}
