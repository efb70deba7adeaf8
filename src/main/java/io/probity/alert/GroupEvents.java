package io.probity.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Ids;
import io.probity.probe.ProbeJson;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Makes one announcement of several. Pure. */
final class GroupEvents {
  /** How many members are listed at most; the others are counted. */
  static final int MOST_MEMBERS = 100;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> KEPT =
      List.of(
          "incidentId",
          "endpoint",
          "state",
          "previousState",
          "since",
          "reason",
          "downSeconds",
          "links");

  /** A stored event; its data as JSON. */
  record Stored(UUID id, Instant at, String data) {}

  private GroupEvents() {}

  /**
   * The announcement of a group.
   *
   * @param window what they have in common
   * @param count how many there are
   * @param listed the first of them, at least one
   */
  static Event of(GroupWindow window, int count, List<Stored> listed, Instant now) {
    Cause cause = Cause.ofKey(window.cause());
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("state", window.recovery() ? "up" : "down");
    data.put("count", count);
    data.putObject("cause")
        .put("class", cause.failure())
        .put("shared", cause.place().wireName())
        .put("value", cause.value())
        .put("text", cause.words());
    ArrayNode members = JsonNodeFactory.instance.arrayNode();
    String since = ProbeJson.instant(now);
    for (Stored each : listed) {
      ObjectNode member = member(each);
      members.add(member);
      String began = member.path("since").asText(since);
      since = began.compareTo(since) < 0 ? began : since;
    }
    data.put("since", since);
    data.set("members", members);
    return new Event(Ids.uuid7(now), EventType.ENDPOINT_DOWN_GROUP, now, null, data);
  }

  /** What an event of its own would say, in short. */
  private static ObjectNode member(Stored stored) {
    JsonNode data = tree(stored.data());
    ObjectNode member = JsonNodeFactory.instance.objectNode();
    member.put("at", ProbeJson.instant(stored.at()));
    KEPT.forEach(name -> member.set(name, data.get(name)));
    if (data.path("failure").isObject()) {
      ObjectNode failure = member.putObject("failure");
      List.of("phase", "class", "detail")
          .forEach(name -> failure.set(name, data.at("/failure/" + name)));
    } else {
      member.putNull("failure");
    }
    return member;
  }

  private static JsonNode tree(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event holds what is no JSON", e);
    }
  }
}
