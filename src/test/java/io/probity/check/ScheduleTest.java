package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.health.HealthState;
import io.probity.probe.Trigger;
import io.probity.testing.ManualClock;
import io.probity.testing.ManualLoop;
import io.probity.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private final ManualClock clock = new ManualClock(Samples.AT.plusMillis(7));
  private final ManualLoop loop = new ManualLoop(clock);
  private final List<Started> started = new ArrayList<>();
  private final Schedule schedule =
      new Schedule(
          loop,
          clock,
          (probed, at, trigger, onGrid) ->
              started.add(new Started(probed.endpoint.id(), at, trigger, onGrid, clock.instant())));

  private record Started(long id, Instant at, Trigger trigger, boolean onGrid, Instant really) {}

  private static Probed probed(long id) {
    return new Probed(Samples.endpoint(id, "GET"), HealthState.NEW, 0, false);
  }

  @Test
  void startsChecksAtAFixedRateFromThePlannedInstant() {
    schedule.onGrid(probed(1));
    loop.advance(Duration.ofSeconds(10));
    assertThat(started).hasSize(10);
    for (int i = 1; i < started.size(); i++) {
      assertThat(started.get(i).at()).isEqualTo(started.get(i - 1).at().plusSeconds(1));
    }
    assertThat(started).allMatch(each -> each.really().equals(each.at()) && each.onGrid());
  }

  @Test
  void tellsHowLateTheLoopWokeUp() {
    List<Long> late = new ArrayList<>();
    Schedule told =
        new Schedule(
            loop,
            clock,
            new Schedule.Due() {
              @Override
              public boolean run(Probed probed, Instant at, Trigger trigger, boolean onGrid) {
                return true;
              }

              @Override
              public void woke(long lateMillis) {
                late.add(lateMillis);
              }
            });
    told.onGrid(probed(1));
    loop.advance(Duration.ofSeconds(2));
    assertThat(late).isNotEmpty().allMatch(millis -> millis == 0);
    late.clear();
    clock.advance(Duration.ofMillis(2_700));
    loop.advance(Duration.ZERO);
    assertThat(late).first().satisfies(millis -> assertThat(millis).isBetween(1_701L, 2_700L));
  }

  @Test
  void checksOfOneSlotShareAWakeUpAndNothingWakesBetween() {
    for (int id = 0; id < 200; id++) {
      schedule.onGrid(probed(id));
    }
    loop.advance(Duration.ofSeconds(10));
    assertThat(started).hasSize(2_000);
    assertThat(loop.wakeUps()).isLessThanOrEqualTo(10 * 20 + 20);
  }

  @Test
  void aCheckOffTheGridComesAtOnceAndTheGridGoesOn() {
    Probed probed = probed(1);
    schedule.onGrid(probed);
    schedule.offGrid(probed, Duration.ZERO);
    loop.advance(Duration.ofMillis(Grid.SLOT_MILLIS));
    assertThat(started).hasSize(1);
    assertThat(started.get(0).onGrid()).isFalse();
    loop.advance(Duration.ofSeconds(5));
    assertThat(started.size()).isBetween(5, 6);
    assertThat(started.subList(1, started.size())).allMatch(Started::onGrid);
    assertThat(Duration.between(started.get(0).at(), started.get(1).at()))
        .as("no two checks for one")
        .isGreaterThanOrEqualTo(Duration.ofMillis(500));
  }

  @Test
  void answersAreHeardWhileABurstStarts() {
    Set<Integer> heardAfter = new TreeSet<>();
    int many = 5 * Burst.AT_ONCE + 1;
    Schedule burst =
        new Schedule(
            loop,
            clock,
            (probed, at, trigger, onGrid) -> {
              started.add(new Started(probed.endpoint.id(), at, trigger, onGrid, at));
              loop.execute(() -> heardAfter.add(started.size()));
              return true;
            });
    for (int id = 0; id < many; id++) {
      burst.offGrid(probed(id), Duration.ZERO);
    }
    loop.advance(Duration.ofMillis(Grid.SLOT_MILLIS));
    assertThat(started).extracting(Started::id).doesNotHaveDuplicates().hasSize(many);
    assertThat(heardAfter).containsExactly(4, 8, 12, 16, 20, 21);
  }

  @Test
  void whatBecomesVoidOrIsStoppedWhileABurstStartsDoesNotStart() {
    Probed last = probed(100);
    Schedule[] own = new Schedule[1];
    List<Long> ran = new ArrayList<>();
    own[0] =
        new Schedule(
            loop,
            clock,
            (probed, at, trigger, onGrid) -> {
              ran.add(probed.endpoint.id());
              own[0].cancel(last);
              if (ran.size() == 2 * Burst.AT_ONCE) {
                own[0].stop();
              }
              return true;
            });
    for (int id = 0; id < 2 * Burst.AT_ONCE - 1; id++) {
      own[0].offGrid(probed(id), Duration.ZERO);
    }
    own[0].offGrid(last, Duration.ZERO);
    for (int id = 8; id < 20; id++) {
      own[0].offGrid(probed(id), Duration.ZERO);
    }
    loop.advance(Duration.ofSeconds(3));
    assertThat(ran).hasSize(2 * Burst.AT_ONCE).doesNotContain(100L);
  }

  @Test
  void aBurstThatHasNotEndedIsBehindSinceItsSlot() {
    List<Duration> behind = new ArrayList<>();
    Schedule[] own = new Schedule[1];
    own[0] =
        new Schedule(
            loop,
            clock,
            (probed, at, trigger, onGrid) -> {
              clock.advance(Duration.ofMillis(20));
              behind.add(own[0].behind());
              return true;
            });
    for (int id = 0; id < 2 * Burst.AT_ONCE; id++) {
      own[0].offGrid(probed(id), Duration.ZERO);
    }
    loop.advance(Duration.ofMillis(200));
    assertThat(behind.subList(0, 7))
        .extracting(Duration::toMillis)
        .containsExactly(20L, 40L, 60L, 80L, 100L, 120L, 140L);
  }

  @Test
  void confirmingChecksRunBesideTheGrid() {
    Probed probed = probed(1);
    schedule.onGrid(probed);
    schedule.confirm(probed, Duration.ofMillis(200));
    loop.advance(Duration.ofSeconds(3));
    assertThat(started).hasSize(4);
    assertThat(started.stream().filter(each -> each.trigger() == Trigger.CONFIRM)).hasSize(1);
  }

  @Test
  void whatIsCancelledOrRemovedDoesNotStart() {
    Probed cancelled = probed(1);
    schedule.onGrid(cancelled);
    schedule.confirm(cancelled, Duration.ofMillis(100));
    schedule.cancel(cancelled);
    Probed removed = probed(2);
    schedule.onGrid(removed);
    removed.removed = true;
    loop.advance(Duration.ofSeconds(3));
    assertThat(started).isEmpty();
  }

  @Test
  void aClockSetForwardLeavesAGapNeverAPileNorChecksOfThePast() {
    schedule.onGrid(probed(1));
    clock.advance(Duration.ofHours(1));
    Instant now = clock.instant();
    loop.advance(Duration.ofSeconds(3));
    assertThat(started).hasSize(3).allMatch(each -> each.at().isAfter(now));
  }

  @Test
  void manyThatMissedTheirTurnsComeBackSpreadNotAtOnce() {
    for (int id = 0; id < 200; id++) {
      schedule.onGrid(probed(id));
    }
    clock.advance(Duration.ofHours(1));
    loop.advance(Duration.ofSeconds(1));
    assertThat(started).hasSize(200);
    assertThat(started.stream().map(Started::really).distinct().count()).isEqualTo(10);
  }

  @Test
  void turnsThatPassedWhileNobodyLookedAreTold() {
    List<Long> told = new ArrayList<>();
    AtomicReference<Instant> lastTurn = new AtomicReference<>();
    Schedule late =
        new Schedule(
            loop,
            clock,
            new Schedule.Due() {
              @Override
              public boolean run(Probed probed, Instant at, Trigger trigger, boolean onGrid) {
                return started.add(new Started(0, at, trigger, onGrid, clock.instant()));
              }

              @Override
              public void missed(Probed probed, Instant last, long turns) {
                told.add(turns);
                lastTurn.set(last);
              }
            });
    late.onGrid(probed(1));
    loop.advance(Duration.ofSeconds(10));
    assertThat(told).isEmpty();
    Instant last = started.get(started.size() - 1).at();
    clock.advance(Duration.ofSeconds(60));
    long passed = Duration.between(last, clock.instant()).toSeconds();
    loop.advance(Duration.ofSeconds(1));
    assertThat(told).containsExactly(passed);
    assertThat(lastTurn).hasValue(last.plusSeconds(passed));
    assertThat(started).hasSizeGreaterThan(10);
  }

  @Test
  void aClockSetBackDoesNotStopTheChecks() {
    Probed confirmed = probed(2);
    schedule.onGrid(probed(1));
    schedule.onGrid(confirmed);
    schedule.confirm(confirmed, Duration.ofMillis(2_500));
    loop.advance(Duration.ofSeconds(2));
    int before = started.size();
    loop.setClockBack(Duration.ofHours(1));
    Instant now = clock.instant();
    loop.advance(Duration.ofSeconds(5));
    List<Started> after = started.subList(before, started.size());
    assertThat(after.size()).isBetween(8 + 1, 10 + 1);
    assertThat(after).allMatch(each -> !each.at().isBefore(now));
    assertThat(after.stream().filter(each -> each.trigger() == Trigger.CONFIRM)).hasSize(1);
  }

  @Test
  void aStartThatThrowsTakesNoOtherWithIt() {
    List<Long> ran = new ArrayList<>();
    Schedule breaking =
        new Schedule(
            loop,
            clock,
            (probed, at, trigger, onGrid) -> {
              ran.add(probed.endpoint.id());
              if (probed.endpoint.id() == 1) {
                throw new IllegalStateException("a bug");
              }
              return true;
            });
    breaking.offGrid(probed(1), Duration.ZERO);
    breaking.offGrid(probed(2), Duration.ZERO);
    loop.advance(Duration.ofSeconds(3));
    assertThat(ran.stream().filter(id -> id == 1).count()).isGreaterThanOrEqualTo(3);
    assertThat(ran.stream().filter(id -> id == 2).count()).isGreaterThanOrEqualTo(3);
  }
}
