package io.probity.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Evidence as it can be stored: at most 4 KiB, and without what {@code jsonb} cannot hold. */
final class EvidenceJson {
  private static final int LIMIT = 4096;
  private static final String EVIDENCE = "evidence";

  private EvidenceJson() {}

  /** The bounded evidence of a failure's JSON. */
  static ObjectNode evidence(ObjectNode failure) {
    return bounded((ObjectNode) failure.required(EVIDENCE), LIMIT);
  }

  /** An attempt's JSON with the evidence of its failure bounded. */
  static ObjectNode bounded(ObjectNode attempt) {
    if (attempt.get("failure") instanceof ObjectNode failure) {
      failure.set(EVIDENCE, evidence(failure));
    }
    return attempt;
  }

  private static ObjectNode bounded(ObjectNode evidence, int limit) {
    if (utf8(evidence).length <= limit) {
      return evidence;
    }
    ObjectNode kept = JsonNodeFactory.instance.objectNode().put("truncated", true);
    evidence
        .properties()
        .forEach(
            entry -> {
              kept.set(entry.getKey(), entry.getValue());
              if (utf8(kept).length > limit) {
                kept.remove(entry.getKey());
              }
            });
    return kept;
  }

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
