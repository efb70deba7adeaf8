package io.probity.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/**
 * A thing before or after a change.
 *
 * @param exact its fields as they are, secrets among them: only to be compared, never kept
 * @param shown the same fields as they may be kept and shown, secrets masked
 * @param labels what decides who may see that it changed
 */
public record Snapshot(JsonNode exact, JsonNode shown, Map<String, String> labels) {
  /** A thing without secrets. */
  public static Snapshot of(JsonNode fields, Map<String, String> labels) {
    return new Snapshot(fields, fields, labels);
  }

  /** A thing of which only matters that something was done to it. */
  public static Snapshot labelled(Map<String, String> labels) {
    return of(JsonNodeFactory.instance.objectNode(), labels);
  }

  @Override
  public String toString() {
    return shown.toString();
  }
}
