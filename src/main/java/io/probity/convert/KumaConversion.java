package io.probity.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a JSON backup of Uptime Kuma (https://github.com/louislam/uptime-kuma). */
public final class KumaConversion {
  private static final Set<String> HTTP = Set.of("http", "keyword", "json-query");

  private final Report report = Report.empty();
  private final Keys keys = new Keys();
  private final List<ObjectNode> endpoints = new ArrayList<>();
  private final Map<String, String> groups = new HashMap<>();

  private KumaConversion() {}

  /**
   * Reads a backup.
   *
   * @throws IllegalArgumentException with a sentence if it is none
   */
  public static Conversion read(JsonNode backup) {
    JsonNode monitors = backup.path("monitorList");
    if (!monitors.isArray()) {
      throw new IllegalArgumentException("The body has no monitorList: is it of Uptime Kuma?");
    }
    KumaConversion conversion = new KumaConversion();
    conversion.monitors(monitors);
    if (!backup.path("notificationList").isEmpty()) {
      conversion
          .report
          .of("notificationList")
          .skipped("Receivers are not taken over: make channels for them.");
    }
    if (!backup.path("proxyList").isEmpty()) {
      conversion.report.of("proxyList").skipped("Proxies are not supported.");
    }
    return new Conversion(conversion.endpoints, conversion.report.notes());
  }

  private void monitors(JsonNode monitors) {
    for (JsonNode each : monitors) {
      if (each.path("type").asText().equals("group")) {
        groups.put(each.path("id").asText(), each.path("name").asText());
      }
    }
    int index = 0;
    for (JsonNode each : monitors) {
      monitor(each, "monitorList/" + index++);
    }
  }

  private void monitor(JsonNode given, String place) {
    String name = given.path("name").asText("");
    String type = given.path("type").asText("");
    Report about = report.of(place + (name.isEmpty() ? "" : " (" + name + ")"));
    if (type.equals("group")) {
      return;
    }
    if (!HTTP.contains(type)) {
      about.skipped("Monitors of the type " + type + " have no counterpart.");
      return;
    }
    ObjectNode endpoint = JsonNodeFactory.instance.objectNode();
    endpoint.put("key", keys.of(name));
    endpoint.put("name", name.isEmpty() ? given.path("url").asText() : name);
    String group = groups.get(given.path("parent").asText());
    if (group != null && !group.isEmpty()) {
      endpoint.withObject("/labels").put("group", group);
    }
    new KumaMonitor(given, endpoint, about).write();
    endpoints.add(endpoint);
  }
}
