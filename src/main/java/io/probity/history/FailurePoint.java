package io.probity.history;

import io.probity.probe.FailureClass;
import io.probity.probe.Verdict;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the checks of one step came to.
 *
 * @param at the start of the step
 * @param verdicts a count for each verdict, 0 included
 * @param classes count by class of what went wrong, without zeros; those that only a newer version
 *     knows count as {@link FailureClass#MONITOR_INTERNAL}
 */
public record FailurePoint(
    Instant at, Map<Verdict, Long> verdicts, Map<FailureClass, Long> classes) {
  static FailurePoint of(Instant at, HourRoll roll) {
    Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      verdicts.put(verdict, roll.checks(verdict));
    }
    Map<FailureClass, Long> classes = new EnumMap<>(FailureClass.class);
    roll.failures()
        .forEach((number, count) -> classes.merge(FailureClass.ofNumber(number), count, Long::sum));
    return new FailurePoint(at, verdicts, classes);
  }
}
