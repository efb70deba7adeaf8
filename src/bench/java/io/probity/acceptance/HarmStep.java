package io.probity.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One harm, with its wave of outages, and what came of it. Half of the wave begins, and the other
 * half ends, with the harm.
 *
 * @param wave outages
 */
record HarmStep(
    ReplicaTargets targets, Replicas replicas, Ledger ledger, Harm harm, int wave, Report report) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final double UNFAIR = 1.2;

  /**
   * Inflicts it.
   *
   * @param outages by the key of the endpoint; counted up
   */
  void run(Map<String, Integer> outages) throws Exception {
    Random random = new Random(harm.name().hashCode());
    List<Integer> chosen =
        random.ints(0, targets.arrivals().endpoints()).distinct().limit(wave).boxed().toList();
    chosen.forEach(each -> outages.merge("e" + each, 1, Integer::sum));
    List<Integer> before = chosen.subList(0, wave / 2);
    List<Integer> during = chosen.subList(wave / 2, wave);
    long downs = ledger.distinct("endpoint.down");
    long ups = ledger.distinct("endpoint.up");
    targets.fail(before);
    await("endpoint.down", downs + before.size());
    long from = targets.arrivals().now();
    targets.heal(before);
    targets.fail(during);
    harm.deed().inflict(replicas);
    Thread.sleep(harm.seconds() * 1000L);
    long to = targets.arrivals().now();
    await("endpoint.down", downs + wave);
    targets.heal(during);
    await("endpoint.up", ups + wave);
    tell(Handover.of(targets.arrivals(), from - 3_000, to));
  }

  private void await(String type, long count) {
    Polling.until(PATIENCE, () -> ledger.distinct(type) >= count);
  }

  private void tell(Handover found) {
    long longest = longest(found.millis());
    long pause = longest(found.pauses());
    int strays = found.strays().stream().mapToInt(Integer::intValue).max().orElse(0);
    double imbalance = found.imbalance(harm.left());
    report.millis(harm.name() + ": " + found.millis().size() + " hand-overs", found.millis());
    report.millis(harm.name() + ": longest time between two probes", found.pauses());
    report.row(
        harm.name() + ": doubly probed, at most; max share / mean",
        "%d checks; %.2f %s".formatted(strays, imbalance, found.shares()));
    if (longest > INTERVAL.plus(harm.limit()).toMillis()) {
      report.fault("%s: a hand-over took %d ms".formatted(harm.name(), longest));
    }
    if (pause > 2 * Harms.SUDDEN.toMillis()) {
      report.fault("%s: not probed for %d ms".formatted(harm.name(), pause));
    }
    if (strays > 2) {
      report.fault("%s: %d probes by two in turn".formatted(harm.name(), strays));
    }
    if (imbalance > UNFAIR) {
      report.fault("%s: shares %s".formatted(harm.name(), found.shares()));
    }
  }

  private static long longest(List<Long> millis) {
    return millis.stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
