package io.probity.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** JSON without what {@code jsonb} cannot hold. */
final class JsonbText {
  private JsonbText() {}

  /** The text of a JSON value in UTF-8; the zero character becomes U+FFFD. */
  static byte[] utf8(JsonNode node) {
    String text = node.toString();
    // Only a text that may hold the escaped zero character is worth a walk over the tree.
    return (text.contains("\\u0000") ? clean(node).toString() : text)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode clean(JsonNode node) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (node instanceof ObjectNode object) {
      ObjectNode copy = nodes.objectNode();
      object
          .properties()
          .forEach(entry -> copy.set(clean(entry.getKey()), clean(entry.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = nodes.arrayNode();
      array.forEach(each -> copy.add(clean(each)));
      return copy;
    }
    return node.isTextual() ? nodes.textNode(clean(node.textValue())) : node;
  }

  private static String clean(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
