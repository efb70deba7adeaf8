package io.probity.api;

import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.secret.MaskedUrl;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The labels that every series of an endpoint carries, as they stand between the braces. The
 * endpoint's own are named as kube-state-metrics names those of Kubernetes: with a prefix, and with
 * an underscore for what Prometheus does not take in a name. Pure.
 */
final class SeriesLabels {
  private static final Pattern UNFIT = Pattern.compile("[^a-zA-Z0-9_]");
  private static final String PREFIX = "label_";

  private SeriesLabels() {}

  /** Never empty; ends without a comma. */
  static String of(Endpoint endpoint) {
    EndpointSpec spec = endpoint.spec();
    String id = endpoint.publicId().toString();
    StringBuilder text = new StringBuilder();
    append(text, "endpoint", spec.key() == null ? id : spec.key());
    append(text, "id", id);
    append(text, "target", MaskedUrl.of(spec.url()));
    named(spec.labels()).forEach((name, value) -> append(text, name, value));
    return text.toString();
  }

  /** Values by the names they get; those that would share a name are numbered in order. */
  private static Map<String, String> named(Map<String, String> labels) {
    Map<String, Integer> wanted = new HashMap<>();
    labels.keySet().forEach(each -> wanted.merge(fit(each), 1, Integer::sum));
    Set<String> taken = new HashSet<>(wanted.keySet());
    Map<String, String> named = new TreeMap<>();
    new TreeMap<>(labels)
        .forEach(
            (label, value) -> {
              String name = fit(label);
              boolean alone = wanted.getOrDefault(name, 0) == 1;
              named.put(alone ? name : numbered(name, taken), value);
            });
    return named;
  }

  private static String fit(String label) {
    return PREFIX + UNFIT.matcher(label).replaceAll("_");
  }

  private static String numbered(String name, Set<String> taken) {
    int number = 1;
    while (!taken.add(name + "_conflict" + number)) {
      number++;
    }
    return name + "_conflict" + number;
  }

  private static void append(StringBuilder text, String name, String value) {
    if (text.length() > 0) {
      text.append(',');
    }
    text.append(name).append("=\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
    text.append('"');
  }
}
