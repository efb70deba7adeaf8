package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.history.Period.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UptimeIntegralTest {
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final Instant NEVER = START.plus(Duration.ofDays(10_000));

  @Test
  void countsEachStateUntilTheNextBegins() {
    assertThat(
            of(
                List.of(
                    period(-50, State.UP),
                    period(10, State.DOWN),
                    period(15, State.MAINTENANCE),
                    period(40, State.DEGRADED)),
                0,
                100,
                NEVER))
        .containsEntry(State.UP, minutes(10))
        .containsEntry(State.DOWN, minutes(5))
        .containsEntry(State.MAINTENANCE, minutes(25))
        .containsEntry(State.DEGRADED, minutes(60))
        .containsEntry(State.UNKNOWN, 0L)
        .containsEntry(State.PAUSED, 0L);
  }

  @Test
  void knowsNothingBeforeTheFirstPeriod() {
    assertThat(of(List.of(period(30, State.UP)), 0, 100, NEVER))
        .containsEntry(State.UNKNOWN, minutes(30))
        .containsEntry(State.UP, minutes(70));
    assertThat(of(List.of(), 0, 100, NEVER)).containsEntry(State.UNKNOWN, minutes(100));
  }

  @Test
  void doesNotBelieveAnObservationBeyondTheSilence() {
    assertThat(of(List.of(period(0, State.DOWN)), 0, 100, minute(60)))
        .containsEntry(State.DOWN, minutes(60))
        .containsEntry(State.UNKNOWN, minutes(40));
    assertThat(of(List.of(period(0, State.UP)), 50, 100, minute(20)))
        .containsEntry(State.UNKNOWN, minutes(50));
    assertThat(of(List.of(period(0, State.PAUSED)), 0, 100, minute(60)))
        .containsEntry(State.PAUSED, minutes(100));
  }

  @Test
  void addsUpToTheWindowAndToItsPartsWhateverHappened() {
    Random random = new Random(4711);
    for (int round = 0; round < 2_000; round++) {
      List<Period> periods = periods(random);
      Instant silentFrom = START.plusNanos(random.nextLong(200_000_000L) * 1_000);
      long from = random.nextLong(100_000_000L);
      long until = from + random.nextLong(100_000_000L);
      long middle = from + random.nextLong(until - from + 1);
      Map<State, Long> whole = micros(periods, from, until, silentFrom);
      Map<State, Long> first = micros(periods, from, middle, silentFrom);
      Map<State, Long> second = micros(periods, middle, until, silentFrom);
      assertThat(whole.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(until - from);
      assertThat(whole.values()).allMatch(micros -> micros >= 0);
      // The tail rule holds for the last period there is, so both parts must know of the same ones.
      if (periods.stream().noneMatch(period -> !period.from().isBefore(at(middle)))) {
        for (State state : State.values()) {
          assertThat(sum(first, second, state)).isEqualTo(whole.get(state));
        }
      }
      Map<State, Long> trusting = micros(periods, from, until, NEVER);
      for (State state : State.values()) {
        assertThat(
                sum(
                    micros(periods, from, middle, NEVER),
                    micros(periods, middle, until, NEVER),
                    state))
            .isEqualTo(trusting.get(state));
      }
    }
  }

  private static long sum(Map<State, Long> first, Map<State, Long> second, State state) {
    return first.getOrDefault(state, 0L) + second.getOrDefault(state, 0L);
  }

  private static List<Period> periods(Random random) {
    List<Period> periods = new ArrayList<>();
    long at = -random.nextLong(50_000_000L);
    for (int i = random.nextInt(12); i > 0; i--) {
      periods.add(new Period(at(at), State.values()[random.nextInt(State.values().length)]));
      at += 1 + random.nextLong(30_000_000L);
    }
    return periods;
  }

  private static Map<State, Long> micros(
      List<Period> periods, long from, long until, Instant silentFrom) {
    return UptimeIntegral.of(periods, new Span(at(from), at(until)), silentFrom);
  }

  private static Instant at(long micros) {
    return START.plusNanos(micros * 1_000);
  }

  private static Map<State, Long> of(
      List<Period> periods, int from, int until, Instant silentFrom) {
    return UptimeIntegral.of(periods, new Span(minute(from), minute(until)), silentFrom);
  }

  private static Period period(int minute, State state) {
    return new Period(minute(minute), state);
  }

  private static Instant minute(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  private static long minutes(int minutes) {
    return Duration.ofMinutes(minutes).toNanos() / 1_000;
  }
}
