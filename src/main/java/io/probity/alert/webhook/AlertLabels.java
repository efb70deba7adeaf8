package io.probity.alert.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels of alerts. None depends on how something failed, so that the alert that ends is the
 * one that began. Pure.
 */
final class AlertLabels {
  private static final Set<String> OURS =
      Set.of("alertname", "severity", "endpoint", "id", "channel");

  private AlertLabels() {}

  static SortedMap<String, String> of(AlertKind kind, JsonNode data) {
    SortedMap<String, String> labels = new TreeMap<>();
    JsonNode endpoint = data.path("endpoint");
    for (Map.Entry<String, JsonNode> each : sorted(endpoint.path("labels")).entrySet()) {
      put(labels, name(each.getKey()), each.getValue().asText());
    }
    put(labels, "endpoint", endpoint.path("key").asText(endpoint.path("id").asText()));
    put(labels, "id", endpoint.path("id").asText());
    put(labels, "channel", data.path("channel").path("name").asText());
    labels.put("alertname", kind.alertName());
    labels.put("severity", kind.severity());
    return labels;
  }

  /** In the order of their names, so that of two that become one it is always the same. */
  private static SortedMap<String, JsonNode> sorted(JsonNode labels) {
    SortedMap<String, JsonNode> sorted = new TreeMap<>();
    labels.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
    return sorted;
  }

  /** As Prometheus takes it: others than letters, digits and _ become _. */
  private static String name(String name) {
    String plain = name.replaceAll("[^a-zA-Z0-9_]", "_");
    return OURS.contains(plain) || plain.isEmpty() || Character.isDigit(plain.charAt(0))
        ? "label_" + plain
        : plain;
  }

  /** An Alertmanager treats an empty label as none. */
  private static void put(SortedMap<String, String> labels, String name, String value) {
    if (!value.isEmpty()) {
      labels.putIfAbsent(name, value);
    }
  }
}
