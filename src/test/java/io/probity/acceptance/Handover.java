package io.probity.acceptance;

import io.probity.acceptance.Arrivals.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the target's own log tells of a span of time in which endpoints changed hands.
 *
 * @param millis of each hand-over, from the last probe by the old owner to the first by the new
 * @param pauses of each endpoint the longest time between two probes, in milliseconds
 * @param strays of each endpoint the most probes by two replicas in turn, without its true change
 * @param shares endpoints by the replica that probed them last
 */
record Handover(
    List<Long> millis, List<Long> pauses, List<Integer> strays, Map<Integer, Integer> shares) {

  /** Looks at all endpoints between two times of the log. */
  static Handover of(Arrivals arrivals, long from, long to) {
    return of(
        IntStream.range(0, arrivals.endpoints())
            .mapToObj(endpoint -> arrivals.of(endpoint, from, to))
            .toList(),
        to - from);
  }

  /**
   * Looks at the probes of some endpoints, each in order.
   *
   * @param span milliseconds in which they were made
   */
  static Handover of(List<List<Probe>> endpoints, long span) {
    Handover found =
        new Handover(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new TreeMap<>());
    endpoints.forEach(each -> found.add(each, span));
    return found;
  }

  private void add(List<Probe> probes, long span) {
    if (probes.isEmpty()) {
      pauses.add(span);
      return;
    }
    long pause = 0;
    int run = 0;
    int mostStrays = 0;
    for (int i = 1; i < probes.size(); i++) {
      Probe before = probes.get(i - 1);
      Probe each = probes.get(i);
      pause = Math.max(pause, each.at() - before.at());
      boolean stray = isStray(probes, i);
      run = stray ? run + 1 : 0;
      mostStrays = Math.max(mostStrays, run);
      if (each.replica() != before.replica() && !stray && !isStray(probes, i - 1)) {
        millis.add(each.at() - before.at());
      }
    }
    pauses.add(pause);
    strays.add(mostStrays);
    shares.merge(probes.get(probes.size() - 1).replica(), 1, Integer::sum);
  }

  /** Between two probes of one replica, one of another. */
  private static boolean isStray(List<Probe> probes, int i) {
    return i > 0
        && i + 1 < probes.size()
        && probes.get(i - 1).replica() == probes.get(i + 1).replica()
        && probes.get(i).replica() != probes.get(i - 1).replica();
  }

  /** The largest share over the mean of so many replicas. */
  double imbalance(int replicas) {
    int all = shares.values().stream().mapToInt(Integer::intValue).sum();
    int most = shares.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return (double) most * replicas / Math.max(1, all);
  }
}
