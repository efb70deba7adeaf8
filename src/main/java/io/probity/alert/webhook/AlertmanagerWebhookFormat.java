package io.probity.alert.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.Message;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the webhook receivers of an Alertmanager get, in version 4. */
final class AlertmanagerWebhookFormat implements Format {
  /** Go's zero time: the end of what has not ended. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final String externalUrl;

  /**
   * Bodies of one installation.
   *
   * @param externalUrl where people reach it, empty: not known
   */
  AlertmanagerWebhookFormat(String externalUrl) {
    this.externalUrl = externalUrl;
  }

  @Override
  public Body of(Message message) {
    List<Alert> alerts = Alerts.of(message);
    Map<String, String> group = group(alerts);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", "4");
    node.put("groupKey", groupKey(group));
    node.put("truncatedAlerts", 0);
    node.put("status", status(alerts.stream().anyMatch(Alert::firing)));
    node.put("receiver", message.channel().name());
    put(node, "groupLabels", group);
    put(node, "commonLabels", common(alerts, Alert::labels));
    put(node, "commonAnnotations", common(alerts, Alert::annotations));
    node.put("externalURL", externalUrl);
    ArrayNode list = node.putArray("alerts");
    alerts.forEach(alert -> list.add(json(alert)));
    return Body.json(node);
  }

  private static ObjectNode json(Alert alert) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("status", status(alert.firing()));
    node.setAll(alert.json());
    node.put("startsAt", Timestamps.of(alert.startsAt()));
    node.put("endsAt", alert.firing() ? NEVER : Timestamps.of(alert.endsAt()));
    node.put("generatorURL", alert.link() == null ? "" : alert.link());
    node.put("fingerprint", Fingerprint.of(alert.labels()));
    return node;
  }

  private static String status(boolean firing) {
    return firing ? "firing" : "resolved";
  }

  /** What is told of one endpoint is one group; of anything else, each kind is one. */
  private static Map<String, String> group(List<Alert> alerts) {
    Map<String, String> common = common(alerts, Alert::labels);
    String label = common.containsKey("endpoint") ? "endpoint" : "alertname";
    return Map.of(label, String.valueOf(alerts.get(0).labels().get(label)));
  }

  private static String groupKey(Map<String, String> group) {
    return group.entrySet().stream()
        .map(each -> each.getKey() + "=\"" + each.getValue() + "\"")
        .collect(Collectors.joining(", ", "{}:{", "}"));
  }

  private static Map<String, String> common(
      List<Alert> alerts, Function<Alert, Map<String, String>> part) {
    Map<String, String> common = new TreeMap<>(part.apply(alerts.get(0)));
    alerts.forEach(alert -> common.entrySet().retainAll(part.apply(alert).entrySet()));
    return common;
  }

  private static void put(ObjectNode node, String name, Map<String, String> texts) {
    ObjectNode object = node.putObject(name);
    texts.forEach(object::put);
  }
}
