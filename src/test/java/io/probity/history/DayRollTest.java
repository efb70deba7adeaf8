package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DayRollTest {
  private static final Instant DAY = Instant.parse("2026-11-22T00:00:00Z");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyQuantileIsWithinTwoPercent(long seed) {
    Random random = new Random(seed);
    int[] micros = random.ints(1 + random.nextInt(5_000)).map(i -> latency(random)).toArray();
    DayRoll roll = new DayRoll();
    for (int each : micros) {
      roll.add(DAY, Trigger.SCHEDULE, Verdict.UP, null, timings(each));
    }
    LatencySketch sketch = DayRoll.decode(roll.encode()).latency(LatencyPhase.TOTAL);
    Arrays.sort(micros);
    for (double quantile : new double[] {0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1}) {
      int exact = micros[(int) (quantile * (micros.length - 1))];
      assertThat(sketch.quantileUs(quantile))
          .as("quantile %s of %d", quantile, micros.length)
          .isCloseTo(exact, within(exact * 0.02 + 1e-6));
    }
    assertThat(sketch.count()).isEqualTo(micros.length);
    assertThat(sketch.maxUs()).isEqualTo(micros[micros.length - 1]);
    assertThat(sketch.minUs()).isEqualTo(micros[0]);
    assertThat(sketch.sumUs()).isEqualTo(Arrays.stream(micros).asLongStream().sum());
  }

  /** Zero, tiny, usual, bimodal and huge. */
  private static int latency(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(3);
      case 1 -> 20_000 + random.nextInt(100);
      case 2 -> 900_000;
      case 3 -> Integer.MAX_VALUE - random.nextInt(1_000);
      default -> (int) Math.exp(random.nextDouble() * 20);
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void partsMergedInAnyOrderAreTheWhole(long seed) {
    Random random = new Random(seed);
    DayRoll whole = new DayRoll();
    List<DayRoll> parts = new ArrayList<>(List.of(new DayRoll(), new DayRoll(), new DayRoll()));
    for (int i = 0; i < 2_000; i++) {
      Sample sample = Sample.random(random);
      sample.addTo(whole);
      sample.addTo(parts.get(random.nextInt(parts.size())));
    }
    DayRoll merged = new DayRoll();
    while (!parts.isEmpty()) {
      merged.merge(DayRoll.decode(parts.remove(random.nextInt(parts.size())).encode()));
    }
    assertThat(merged.encode()).isEqualTo(whole.encode());
  }

  private record Sample(
      int second, Verdict verdict, @Nullable FailureClass failure, Timings timings) {
    static Sample random(Random random) {
      FailureClass[] classes = FailureClass.values();
      FailureClass failure =
          random.nextInt(4) == 0 ? classes[random.nextInt(classes.length)] : null;
      return new Sample(
          random.nextInt(86_400),
          Verdict.ofNumber(random.nextInt(4)),
          failure,
          new Timings(
              random.nextBoolean() ? Timings.NONE : latency(random),
              latency(random),
              Timings.NONE,
              latency(random),
              latency(random),
              latency(random),
              latency(random)));
    }

    void addTo(DayRoll roll) {
      roll.add(DAY.plusSeconds(second), Trigger.SCHEDULE, verdict, failure, timings);
    }
  }

  @Test
  void keepsHoursApartAndTellsClassesOfFailure() {
    DayRoll roll = new DayRoll();
    roll.add(HistoryFixtures.up(1, DAY.plusSeconds(3_599)).summary());
    roll.add(HistoryFixtures.down(1, DAY.plusSeconds(3_600)).summary());
    roll.add(HistoryFixtures.down(1, DAY.plusSeconds(86_399)).summary());
    DayRoll read = DayRoll.decode(roll.encode());
    assertThat(read.ofHour(0))
        .isNotNull()
        .extracting(hour -> hour.checks(Verdict.UP))
        .isEqualTo(1L);
    assertThat(read.ofHour(1)).isNotNull().extracting(HourRoll::failures).isEqualTo(refused(1));
    assertThat(read.ofHour(2)).isNull();
    assertThat(read.ofHour(23)).isNotNull();
    assertThat(read.sum().failures()).isEqualTo(refused(2));
    assertThat(read.sum().checks(Verdict.DOWN)).isEqualTo(2);
  }

  private static Map<Integer, Long> refused(long count) {
    return Map.of(FailureClass.CONNECT_REFUSED.number(), count);
  }

  @Test
  void onlyAnsweredChecksTellOfLatency() {
    DayRoll roll = new DayRoll();
    add(roll, null);
    add(roll, FailureClass.STATUS_5XX);
    add(roll, FailureClass.ASSERTION_LATENCY);
    add(roll, FailureClass.RESPONSE_TIMEOUT);
    add(roll, FailureClass.CONNECT_REFUSED);
    add(roll, FailureClass.MONITOR_OVERLOADED);
    assertThat(roll.latency(LatencyPhase.TOTAL).count()).isEqualTo(3);
    assertThat(roll.latency(LatencyPhase.FIRST_BYTE).count()).isEqualTo(3);
    assertThat(roll.latency(LatencyPhase.DNS).isEmpty()).as("a phase that did not happen").isTrue();
  }

  private static void add(DayRoll roll, @Nullable FailureClass failure) {
    roll.add(
        DAY,
        Trigger.CONFIRM,
        failure == null ? Verdict.UP : Verdict.DOWN,
        failure,
        HistoryFixtures.REUSED);
  }

  @Test
  void manualChecksDoNotCount() {
    DayRoll roll = new DayRoll();
    roll.add(DAY, Trigger.MANUAL, Verdict.UP, null, HistoryFixtures.TIMINGS);
    assertThat(roll.encode()).isEqualTo(new DayRoll().encode());
  }

  @Test
  void anyFlippedBitAndAnyMissingEndIsDetected() {
    DayRoll roll = new DayRoll();
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      Sample.random(random).addTo(roll);
    }
    byte[] good = roll.encode();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> DayRoll.decode(bad)).isInstanceOf(CorruptBytes.class);
    }
    for (int length = 0; length < good.length; length++) {
      byte[] bad = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> DayRoll.decode(bad)).isInstanceOf(CorruptBytes.class);
    }
  }

  @Test
  void aDayOfFiveMinutesTakesAboutAKilobyte() {
    DayRoll roll = new DayRoll();
    Random random = new Random(1);
    for (int second = 0; second < 86_400; second += 300) {
      int micros = (int) (50_000 * Math.exp(0.4 * random.nextGaussian()));
      roll.add(DAY.plusSeconds(second), Trigger.SCHEDULE, Verdict.UP, null, timings(micros));
    }
    assertThat(roll.encode().length).isLessThan(1_500);
  }

  private static Timings timings(int total) {
    return new Timings(
        Timings.NONE, Timings.NONE, Timings.NONE, total / 100, total / 2, total / 10, total);
  }
}
