package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.history.Period.State;
import io.probity.history.UptimeStore.Incident;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uptime against a reckoning that asks of every single second what it was. */
class UptimeReckoningTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** The states of a life of some days, one for each of its seconds. */
  private static byte[] seconds(Random random, int days) {
    byte[] seconds = new byte[days * 86_400];
    int at = 0;
    while (at < seconds.length) {
      byte state = (byte) random.nextInt(State.values().length);
      int end = Math.min(seconds.length, at + 1 + random.nextInt(1 + seconds.length / 50));
      Arrays.fill(seconds, at, end, state);
      at = end;
    }
    return seconds;
  }

  /** Periods may follow each other with the same state, as after an edit. */
  private static List<Period> periods(byte[] seconds, Random random) {
    List<Period> periods = new ArrayList<>();
    for (int i = 0; i < seconds.length; i++) {
      if (i == 0 || seconds[i] != seconds[i - 1] || i % 3_600 == 0 && random.nextInt(30) == 0) {
        periods.add(new Period(START.plusSeconds(i), State.values()[seconds[i]]));
      }
    }
    return periods;
  }

  private static long[] count(byte[] seconds, int from, int until, int silentFrom) {
    long[] counts = new long[State.values().length];
    for (int i = from; i < until; i++) {
      State state = i < 0 || i >= seconds.length ? State.UNKNOWN : State.values()[seconds[i]];
      boolean silent = state.observed() && i >= silentFrom;
      counts[(silent ? State.UNKNOWN : state).ordinal()]++;
    }
    return counts;
  }

  private static UptimeReport report(
      List<Period> periods, int from, int until, int silentFrom, List<Incident> incidents) {
    Span window = new Span(START.plusSeconds(from), START.plusSeconds(until));
    return UptimeReport.of(
        UptimeIntegral.of(periods, window, START.plusSeconds(silentFrom)), incidents, window);
  }

  private static BigDecimal[] shown(UptimeReport report) {
    return new BigDecimal[] {
      report.upSeconds(),
      report.degradedSeconds(),
      report.downSeconds(),
      report.unknownSeconds(),
      report.pausedSeconds(),
      report.maintenanceSeconds()
    };
  }

  @ParameterizedTest
  @CsvSource({"1, 60", "7, 20", "30, 8", "90, 3", "365, 1"})
  void agreesWithEverySecond(int days, int lives) {
    for (int seed = 0; seed < lives; seed++) {
      Random random = new Random(seed);
      byte[] seconds = seconds(random, days);
      List<Period> periods = periods(seconds, random);
      int until = seconds.length - (seed % 3 == 0 ? 0 : random.nextInt(seconds.length / 8));
      int from = random.nextInt(until) - (seed % 4 == 0 ? seconds.length / 3 : 0);
      int split = from + random.nextInt(until - from);
      List<Period> known =
          periods.stream().filter(each -> each.from().isBefore(START.plusSeconds(until))).toList();
      int silentFrom = silentFrom(known, until, random);
      long[] expected = count(seconds, from, until, silentFrom);
      UptimeReport whole = report(known, from, until, silentFrom, List.of());
      BigDecimal sum = BigDecimal.ZERO;
      for (int state = 0; state < expected.length; state++) {
        assertThat(shown(whole)[state])
            .as("%s of seed %d", State.values()[state], seed)
            .isEqualByComparingTo(BigDecimal.valueOf(expected[state]));
        sum = sum.add(shown(whole)[state]);
      }
      assertThat(sum).isEqualByComparingTo(BigDecimal.valueOf(until - from));
      assertSplits(whole, known, List.of(from, split, until), silentFrom);
    }
  }

  /** Never before the last change: that one was heard of. */
  private static int silentFrom(List<Period> known, int until, Random random) {
    Instant last = known.get(known.size() - 1).from();
    int from = (int) Duration.between(START, last).toSeconds();
    return from + random.nextInt(2 * (until - from));
  }

  private static void assertSplits(
      UptimeReport whole, List<Period> periods, List<Integer> ends, int silentFrom) {
    BigDecimal[] first = shown(report(periods, ends.get(0), ends.get(1), silentFrom, List.of()));
    BigDecimal[] second = shown(report(periods, ends.get(1), ends.get(2), silentFrom, List.of()));
    for (int state = 0; state < first.length; state++) {
      assertThat(first[state].add(second[state])).isEqualByComparingTo(shown(whole)[state]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // incidents as opened-closed (open: *), within 0 to 1000 s, of which down 100: mttr, mtbf
        "'',                       -,   -",
        "100-200,                100, 900",
        "100-150 300-350,         50, 450",
        "'-50-50 300-400',       100, 450",
        "100-150 900-*,           50, 450",
        "900-*,                    -, 900",
        "900-1100,                 -, 900",
        "100-100 200-300 400-401, 33.666666, 300"
      })
  void averagesRepairsAndTheTimeBetweenFailures(
      String incidents, @Nullable String mttr, @Nullable String mtbf) {
    List<Period> periods =
        List.of(
            new Period(START, State.UP),
            new Period(START.plusSeconds(500), State.DOWN),
            new Period(START.plusSeconds(600), State.DEGRADED));
    List<Incident> opened = new ArrayList<>();
    for (String each : incidents.isEmpty() ? new String[0] : incidents.split(" ")) {
      int dash = each.indexOf('-', 1);
      String end = each.substring(dash + 1);
      opened.add(
          new Incident(
              START.plusSeconds(Long.parseLong(each.substring(0, dash))),
              end.equals("*") ? null : START.plusSeconds(Long.parseLong(end))));
    }
    UptimeReport report = report(periods, 0, 1_000, 2_000, opened);
    assertThat(report.incidents()).isEqualTo(opened.size());
    assertSame(report.mttrSeconds(), mttr);
    assertSame(report.mtbfSeconds(), mtbf);
  }

  private static void assertSame(@Nullable BigDecimal actual, @Nullable String expected) {
    if (expected == null) {
      assertThat(actual).isNull();
    } else {
      assertThat(actual).isEqualByComparingTo(expected);
    }
  }

  @Test
  void isOneOnlyWithoutAnyDowntime() {
    List<Period> periods =
        List.of(
            new Period(START, State.DOWN), new Period(START.plus(Duration.ofMillis(1)), State.UP));
    UptimeReport year = report(periods, 0, 365 * 86_400, 365 * 86_400, List.of());
    assertThat(year.uptime()).isLessThan(BigDecimal.ONE);
    assertThat(year.coverage()).isEqualByComparingTo(BigDecimal.ONE);
  }
}
