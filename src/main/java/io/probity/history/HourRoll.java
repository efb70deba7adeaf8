package io.probity.history;

import io.probity.probe.Timings;
import io.probity.probe.Verdict;
import java.util.Map;
import java.util.TreeMap;

/** What the checks of an endpoint within an hour (or any other span) came to. One thread. */
final class HourRoll {
  private final long[] verdicts = new long[Verdict.values().length];
  private final TreeMap<Integer, Long> failures = new TreeMap<>();
  private final LatencySketch total = new LatencySketch();

  /**
   * Counts a check.
   *
   * @param failure number of its class, 0: none
   */
  void count(Verdict verdict, int failure) {
    verdicts[verdict.number()]++;
    if (failure != 0) {
      failures.merge(failure, 1L, Long::sum);
    }
  }

  /** How long the checks took that were answered, as {@link Timings#totalUs} counts it. */
  LatencySketch total() {
    return total;
  }

  long checks(Verdict verdict) {
    return verdicts[verdict.number()];
  }

  /** Count by number of the failure class. */
  Map<Integer, Long> failures() {
    return failures;
  }

  void merge(HourRoll other) {
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] += other.verdicts[i];
    }
    other.failures.forEach((number, count) -> failures.merge(number, count, Long::sum));
    total.merge(other.total);
  }

  void writeTo(PackedOutput output) {
    for (long count : verdicts) {
      output.number(count);
    }
    output.number(failures.size());
    failures.forEach((number, count) -> output.number(number).number(count));
    total.writeTo(output);
  }

  /** Adds what was written. */
  void readFrom(PackedInput input) {
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] += input.number();
    }
    int classes = input.size();
    for (int i = 0; i < classes; i++) {
      failures.merge(input.size(), input.number(), Long::sum);
    }
    total.readFrom(input);
  }
}
