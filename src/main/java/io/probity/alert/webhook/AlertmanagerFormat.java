package io.probity.alert.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.Message;

/**
 * What an Alertmanager takes at {@code /api/v2/alerts}. It drops an alert that is not sent again
 * before its {@code endsAt}; ours lie far enough ahead for the end to be announced.
 */
final class AlertmanagerFormat implements Format {
  @Override
  public Body of(Message message) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Alert alert : Alerts.of(message)) {
      ObjectNode node = alert.json();
      node.put("startsAt", Timestamps.of(alert.startsAt()));
      node.put("endsAt", Timestamps.of(alert.endsAt()));
      if (alert.link() != null) {
        node.put("generatorURL", alert.link());
      }
      array.add(node);
    }
    return Body.json(array);
  }
}
