package io.probity.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.history.Unreadable;
import io.probity.probe.ProbeJson;
import java.util.List;

/** How an answer says that stored checks are missing in it because they were damaged. */
final class UnreadableJson {
  private UnreadableJson() {}

  /** An object with the member {@code unreadable}. */
  static ObjectNode member(List<Unreadable> unreadable) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putArray("unreadable").addAll(unreadable.stream().map(UnreadableJson::of).toList());
    return node;
  }

  static ObjectNode of(Unreadable each) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("from", ProbeJson.instant(each.from()))
        .put("to", ProbeJson.instant(each.to()))
        .put("checks", each.checks());
  }
}
