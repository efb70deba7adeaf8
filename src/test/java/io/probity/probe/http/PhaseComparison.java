package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.probe.Attempt;
import io.probity.probe.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Compares attempts that something held up with attempts that nothing did. The two alternate, so
 * that what else the machine does weighs on both.
 */
final class PhaseComparison {
  private static final int RUNS = 20;
  private static final int WARM_UP = 5;

  /** How far a median may be off, microseconds. */
  private static final int WITHIN_US = 5_000;

  /**
   * How much of an attempt may be in no phase: a millisecond, and our own work when all is cold.
   */
  private static final int REST_US = 2_000;

  private static final Map<String, ToIntFunction<Timings>> PHASES = phases();

  private final List<Timings> onTime = new ArrayList<>();
  private final List<Timings> heldUp = new ArrayList<>();

  private static Map<String, ToIntFunction<Timings>> phases() {
    Map<String, ToIntFunction<Timings>> phases = new LinkedHashMap<>();
    phases.put("dns", Timings::dnsUs);
    phases.put("connect", Timings::connectUs);
    phases.put("tls", Timings::tlsUs);
    phases.put("write", Timings::writeUs);
    phases.put("firstByte", Timings::firstByteUs);
    phases.put("transfer", Timings::transferUs);
    return phases;
  }

  /** Makes the attempts of both kinds, none of which may fail. */
  static PhaseComparison of(Supplier<Attempt> onTime, Supplier<Attempt> heldUp) {
    PhaseComparison comparison = new PhaseComparison();
    for (int i = 0; i < WARM_UP + RUNS; i++) {
      Timings before = passed(onTime.get());
      Timings after = passed(heldUp.get());
      if (i >= WARM_UP) {
        comparison.onTime.add(before);
        comparison.heldUp.add(after);
      }
    }
    return comparison;
  }

  /**
   * The delay is found in its phase, never less and little more, and in no other phase. Where the
   * target's delay begins while the phase before ends, a thread that was put off just then moves
   * that border; so each single attempt is held to both phases and our own work together.
   */
  void onlyMoved(String phase, Duration delay) {
    int delayUs = (int) (delay.toNanos() / 1_000);
    assertThat(heldUp)
        .as("never less than the delay in " + phase)
        .allMatch(each -> withPhaseBefore(phase, each) >= delayUs);
    assertThat(median(heldUp, PHASES.get(phase))).as(phase).isGreaterThanOrEqualTo(delayUs);
    PHASES.forEach(
        (name, read) -> {
          int expected = name.equals(phase) ? delayUs : 0;
          assertThat(median(heldUp, read) - median(onTime, read))
              .as("%s moved by, in microseconds", name)
              .isBetween(expected - WITHIN_US, expected + WITHIN_US);
        });
    assertThat(median(heldUp, PhaseComparison::rest)).as("in no phase").isBetween(0, REST_US);
  }

  /** What of the total is in no phase, microseconds. */
  static int rest(Timings timings) {
    return timings.totalUs() - PHASES.values().stream().mapToInt(each -> of(each, timings)).sum();
  }

  private static int of(ToIntFunction<Timings> phase, Timings timings) {
    return Math.max(0, phase.applyAsInt(timings));
  }

  private static int withPhaseBefore(String phase, Timings timings) {
    List<String> names = List.copyOf(PHASES.keySet());
    int index = names.indexOf(phase);
    return names.subList(Math.max(0, index - 1), index + 1).stream()
            .mapToInt(name -> of(PHASES.get(name), timings))
            .sum()
        + rest(timings);
  }

  private static Timings passed(Attempt attempt) {
    assertThat(attempt.failure()).isNull();
    return attempt.timings();
  }

  private static int median(List<Timings> timings, ToIntFunction<Timings> phase) {
    return timings.stream()
        .mapToInt(each -> of(phase, each))
        .sorted()
        .skip(timings.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  /** The medians, in milliseconds, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    PHASES.forEach(
        (name, read) ->
            text.append(
                "%s %.2f → %.2f, "
                    .formatted(name, median(onTime, read) / 1e3, median(heldUp, read) / 1e3)));
    return text + "in no phase %.2f".formatted(median(heldUp, PhaseComparison::rest) / 1e3);
  }
}
