package io.probity.alert.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An alert in the sense of Prometheus: known by its labels, firing until it is resolved.
 *
 * @param endsAt when it was resolved; while it fires, when it is over if nobody says more
 * @param link where to look, null: nowhere
 */
record Alert(
    boolean firing,
    SortedMap<String, String> labels,
    Map<String, String> annotations,
    Instant startsAt,
    Instant endsAt,
    @Nullable String link) {

  /** What identifies it and what it says; the times are for the formats to add. */
  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ObjectNode identity = node.putObject("labels");
    labels.forEach(identity::put);
    ObjectNode says = node.putObject("annotations");
    annotations.forEach(says::put);
    return node;
  }
}
