package io.probity.check;

import io.probity.health.IncidentClassStore;
import io.probity.health.IncidentClassStore.Uncounted;
import io.probity.history.FailedChecks;
import io.probity.history.FailedChecks.Count;
import io.probity.history.FailedChecks.Within;
import io.probity.probe.FailureClass;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the failed checks of incidents by class, in steps and not with each check. Blocks; safe to
 * run twice at once.
 */
@Singleton
final class IncidentClasses {
  private static final int BATCH = 200;

  /** Within this time results are stored, unless the database is away. */
  private static final Duration LAG = Duration.ofMinutes(2);

  private final IncidentClassStore incidents;
  private final FailedChecks checks;

  IncidentClasses(IncidentClassStore incidents, FailedChecks checks) {
    this.incidents = incidents;
    this.checks = checks;
  }

  /** Counts what is not counted yet. */
  void tick(Instant now) {
    int counted;
    do {
      counted = count(now.minus(LAG));
    } while (counted == BATCH);
  }

  private int count(Instant mark) {
    List<Uncounted> uncounted = incidents.uncounted(mark, BATCH);
    List<Map<FailureClass, Count>> counts =
        checks.counts(
            uncounted.stream()
                .map(each -> new Within(each.endpointId(), each.from(), each.until()))
                .toList());
    for (int i = 0; i < uncounted.size(); i++) {
      Map<String, Integer> numbers = new TreeMap<>();
      Map<String, Instant> firsts = new TreeMap<>();
      counts
          .get(i)
          .forEach(
              (cls, count) -> {
                numbers.put(cls.wireName(), count.checks());
                firsts.put(cls.wireName(), count.first());
              });
      incidents.add(uncounted.get(i), numbers, firsts);
    }
    return uncounted.size();
  }
}
