package io.probity.check;

import io.probity.alert.EventType;
import io.probity.check.Replayed.Differences;
import io.probity.check.Replayed.Moved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares what fired with what would have. Pure. */
final class Comparison {
  private Comparison() {}

  /** What an alert tells of: the same is told in both, whenever it is decided. */
  record Subject(EventType event, Instant since) {
    static Subject of(Fired fired) {
      return new Subject(fired.event(), fired.since());
    }
  }

  /** What these tell of. */
  static Set<Subject> subjects(List<Fired> fired) {
    return fired.stream().map(Subject::of).collect(Collectors.toSet());
  }

  /**
   * How they differ.
   *
   * @param timedFrom of what fired before this it is not known when it was decided
   */
  static Differences of(List<Fired> actual, List<Fired> replayed, Instant timedFrom) {
    Map<Subject, Fired> bySubject = new HashMap<>();
    replayed.forEach(each -> bySubject.putIfAbsent(Subject.of(each), each));
    Set<Subject> told = subjects(actual);
    List<Fired> missing = new ArrayList<>();
    List<Moved> moved = new ArrayList<>();
    for (Fired each : actual) {
      Fired other = bySubject.get(Subject.of(each));
      if (other == null) {
        missing.add(each);
      } else if (!other.at().equals(each.at()) && !each.at().isBefore(timedFrom)) {
        moved.add(new Moved(each.event(), each.at(), other.at()));
      }
    }
    List<Fired> added = replayed.stream().filter(each -> !told.contains(Subject.of(each))).toList();
    return new Differences(List.copyOf(missing), added, List.copyOf(moved));
  }
}
