package io.probity.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What differs between two checks in the form of {@link Observation#json}. Pure. */
public final class Changes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> COMPARED =
      List.of(
          "address",
          "status",
          "httpVersion",
          "tlsVersion",
          "certificate.sha256",
          "certificate.subject",
          "certificate.issuer",
          "certificate.notAfter");

  private Changes() {}

  /**
   * Each difference as {@code {"field", "before", "now"}}. What one of the two did not get to see
   * is no difference; a header that only one of two responses has is one, null in the other.
   *
   * @param before null: nothing to compare with
   */
  public static ArrayNode between(@Nullable JsonNode before, @Nullable JsonNode now) {
    ArrayNode changes = NODES.arrayNode();
    if (before != null && now != null) {
      for (String field : COMPARED) {
        String pointer = "/" + field.replace('.', '/');
        addIfKnown(changes, field, before.at(pointer), now.at(pointer));
      }
      if (answered(before) && answered(now)) {
        for (String name : TellingHeaders.NAMES) {
          add(changes, "headers." + name, header(before, name), header(now, name));
        }
      }
    }
    return changes;
  }

  private static boolean answered(JsonNode check) {
    return check.path("status").isNumber() && check.path("headers").isObject();
  }

  private static JsonNode header(JsonNode check, String name) {
    JsonNode value = check.path("headers").path(name);
    return value.isMissingNode() ? NODES.nullNode() : value;
  }

  private static void addIfKnown(ArrayNode changes, String field, JsonNode was, JsonNode is) {
    if (was.isValueNode() && is.isValueNode() && !was.isNull() && !is.isNull()) {
      add(changes, field, was, is);
    }
  }

  private static void add(ArrayNode changes, String field, JsonNode was, JsonNode is) {
    if (!was.equals(is)) {
      changes.addObject().put("field", field).<ObjectNode>set("before", was).set("now", is);
    }
  }
}
