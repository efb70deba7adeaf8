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
   * @param verdict its number; one that a later version wrote counts as {@link Verdict#UNKNOWN}
   * @param failure number of its class, 0: none
   */
  void count(int verdict, int failure) {
    boolean known = verdict >= 0 && verdict < verdicts.length;
    verdicts[known ? verdict : Verdict.UNKNOWN.number()]++;
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

  void writeTo(PackedBytes out) {
    for (long count : verdicts) {
      out.varint(count);
    }
    out.varint(failures.size());
    failures.forEach(
        (number, count) -> {
          out.varint(number);
          out.varint(count);
        });
    total.writeTo(out);
  }

  /** Adds what was written; throws {@link CorruptBytes}. */
  void readFrom(PackedReader in) {
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] += in.varint();
    }
    int classes = in.count(Integer.MAX_VALUE);
    for (int i = 0; i < classes; i++) {
      failures.merge(in.count(Integer.MAX_VALUE), in.varint(), Long::sum);
    }
    total.readFrom(in);
  }
}
