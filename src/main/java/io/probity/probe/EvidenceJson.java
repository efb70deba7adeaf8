package io.probity.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The JSON form of evidence: at most 4 KiB in UTF-8, {@code truncated} if there was more, and
 * without the zero character, which {@code jsonb} cannot hold. Pure.
 */
final class EvidenceJson {
  static final int LIMIT = 4096;

  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(false);

  private EvidenceJson() {}

  /** The values in their order; of those that do not fit, lists keep their beginning. */
  static ObjectNode of(Map<String, Object> evidence) {
    ObjectNode whole = object(evidence);
    if (fits(whole)) {
      return whole;
    }
    ObjectNode kept = NODES.objectNode().put("truncated", true);
    whole.properties().forEach(entry -> keep(kept, entry.getKey(), entry.getValue()));
    return kept;
  }

  private static void keep(ObjectNode kept, String name, JsonNode value) {
    kept.set(name, value);
    if (!fits(kept)) {
      kept.remove(name);
      if (value instanceof ArrayNode list) {
        keepBeginning(kept, name, list);
      }
    }
  }

  private static void keepBeginning(ObjectNode kept, String name, ArrayNode list) {
    ArrayNode beginning = kept.putArray(name);
    for (JsonNode each : list) {
      beginning.add(each);
      if (!fits(kept)) {
        beginning.remove(beginning.size() - 1);
        break;
      }
    }
    if (beginning.isEmpty()) {
      kept.remove(name);
    }
  }

  private static boolean fits(ObjectNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8).length <= LIMIT;
  }

  private static ObjectNode object(Map<String, Object> values) {
    ObjectNode node = NODES.objectNode();
    values.forEach((name, value) -> node.set(text(name), value(value)));
    return node;
  }

  @SuppressWarnings("unchecked")
  private static JsonNode value(Object value) {
    if (value instanceof Map<?, ?> map) {
      return object((Map<String, Object>) map);
    }
    if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(each -> array.add(value(each)));
      return array;
    }
    if (value instanceof Boolean b) {
      return NODES.booleanNode(b);
    }
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return NODES.numberNode(((Number) value).longValue());
    }
    if (value instanceof Number n) {
      return NODES.numberNode(n.doubleValue());
    }
    return NODES.textNode(text(value.toString()));
  }

  /** The text with U+FFFD for the zero character. */
  static String text(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
