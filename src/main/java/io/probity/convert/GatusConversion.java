package io.probity.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a configuration of Gatus (https://github.com/TwiN/gatus). */
public final class GatusConversion {
  private static final Set<String> MEANINGLESS =
      Set.of("endpoints", "metrics", "storage", "web", "ui", "debug", "concurrency");

  private final Report report = Report.empty();
  private final Keys keys = new Keys();
  private final List<ObjectNode> endpoints = new ArrayList<>();

  private GatusConversion() {}

  /**
   * Reads a whole file, in YAML or JSON.
   *
   * @throws IllegalArgumentException with a sentence if it cannot be read
   */
  public static Conversion read(byte[] text) {
    JsonNode document = YamlTree.read(text);
    if (!document.path("endpoints").isArray()) {
      throw new IllegalArgumentException("The body has no list of endpoints: is it of Gatus?");
    }
    GatusConversion conversion = new GatusConversion();
    conversion.document(document);
    return new Conversion(conversion.endpoints, conversion.report.notes());
  }

  private void document(JsonNode document) {
    document
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (name.equals("alerting")) {
                report.of(name).skipped("Receivers are not taken over: make channels for them.");
              } else if (!MEANINGLESS.contains(name)) {
                report.of(name).skipped("This section is not taken over.");
              }
            });
    int index = 0;
    for (JsonNode each : document.path("endpoints")) {
      endpoint(each, "endpoints/" + index++);
    }
  }

  private void endpoint(JsonNode given, String place) {
    String group = given.path("group").asText("");
    String name = given.path("name").asText("");
    String full = group.isEmpty() ? name : group + "/" + name;
    Report about = report.of(place + (full.isEmpty() ? "" : " (" + full + ")"));
    String url = given.path("url").asText("");
    if (!url.matches("(?i)https?://.*")) {
      about.skipped("Only http and https are monitored here, not " + scheme(url) + ".");
      return;
    }
    if (given.path("dns").isObject() || given.path("ssh").isObject()) {
      about.ignored("dns and ssh have no counterpart.");
    }
    ObjectNode endpoint = JsonNodeFactory.instance.objectNode();
    endpoint.put("key", keys.of(full));
    endpoint.put("name", name.isEmpty() ? url : name);
    new GatusEndpoint(given, endpoint, about).write();
    endpoints.add(endpoint);
  }

  private static String scheme(String url) {
    int colon = url.indexOf("://");
    return colon > 0 ? url.substring(0, colon) : "a URL without a scheme";
  }

  /** The names in an object that are not among these. */
  static Set<String> others(JsonNode object, Set<String> known) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    names.removeAll(known);
    return names;
  }
}
