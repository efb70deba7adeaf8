package io.probity.acceptance;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A histogram of {@code /q/metrics} at a moment: upper bounds in seconds to cumulative counts. */
record Buckets(Map<Double, Double> counts) {
  /** One without labels but {@code le}. */
  static Buckets of(String metrics, String name) {
    Pattern line = Pattern.compile("(?m)^" + name + "_bucket\\{.*?le=\"([^\"]+)\".*?} (\\S+)");
    Map<Double, Double> counts = new TreeMap<>();
    Matcher each = line.matcher(metrics);
    while (each.find()) {
      double bound =
          each.group(1).equals("+Inf")
              ? Double.POSITIVE_INFINITY
              : Double.parseDouble(each.group(1));
      counts.merge(bound, Double.valueOf(each.group(2)), Double::sum);
    }
    return new Buckets(counts);
  }

  /** What was added since then. */
  Buckets since(Buckets then) {
    Map<Double, Double> added = new TreeMap<>();
    counts.forEach(
        (bound, count) -> added.put(bound, count - then.counts.getOrDefault(bound, 0.0)));
    return new Buckets(added);
  }

  double count() {
    return counts.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
  }

  /** The upper bound of the bucket in which a share of all values is reached, for people. */
  String below(double share) {
    for (Map.Entry<Double, Double> each : counts.entrySet()) {
      if (each.getValue() >= share * count()) {
        return "≤ %.1f ms".formatted(each.getKey() * 1e3);
      }
    }
    return "none";
  }
}
