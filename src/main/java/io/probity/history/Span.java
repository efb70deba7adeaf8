package io.probity.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of time.
 *
 * @param from inclusive
 * @param until exclusive, after {@code from}
 */
record Span(Instant from, Instant until) {
  boolean contains(Instant at) {
    return !at.isBefore(from) && at.isBefore(until);
  }

  /** What of this span none of the others covers, in order. */
  List<Span> without(List<Span> others) {
    List<Span> gaps = new ArrayList<>();
    Instant covered = from;
    for (Span other : others.stream().sorted(Comparator.comparing(Span::from)).toList()) {
      if (!other.from().isBefore(until)) {
        break;
      }
      if (covered.isBefore(other.from())) {
        gaps.add(new Span(covered, other.from()));
      }
      if (covered.isBefore(other.until())) {
        covered = other.until();
      }
    }
    if (covered.isBefore(until)) {
      gaps.add(new Span(covered, until));
    }
    return gaps;
  }
}
