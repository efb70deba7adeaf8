package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Documents of other monitors, which the description of the API calls objects and no more. */
final class ForeignDocuments {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> NAMES = List.of("front", "back end", "fuzz-a", "\u00e4\u4e2d");
  private static final List<String> URLS =
      List.of("http://127.0.0.1:1/", "http://127.0.0.1:1/a?token=b", "tcp://127.0.0.1:1", "x");
  private static final List<String> CONDITIONS =
      List.of(
          "[STATUS] == 200", "[RESPONSE_TIME] < 300", "[BODY].a == b", "[CONNECTED] == true", "");

  /** By operation: the list, and what a member of it says of itself. */
  private static final Map<String, String> LISTS =
      Map.of("importGatus", "endpoints", "importUptimeKuma", "monitorList");

  private ForeignDocuments() {}

  /** One for an operation that takes such documents. */
  static Optional<JsonNode> of(String operation, Random random) {
    return Optional.ofNullable(LISTS.get(operation))
        .map(list -> document(list, operation.equals("importGatus"), random));
  }

  private static JsonNode document(String list, boolean isGatus, Random random) {
    ObjectNode document = NODES.objectNode();
    ArrayNode entries = document.putArray(list);
    for (int i = random.nextInt(4); i >= 0; i--) {
      ObjectNode entry = entries.addObject();
      entry.put("name", Hostile.one(NAMES, random)).put("url", Hostile.one(URLS, random));
      if (isGatus) {
        entry.putArray("conditions").add(Hostile.one(CONDITIONS, random));
        entry.put("interval", Hostile.one(List.of("60s", "5m", "never"), random));
      } else {
        entry.put("type", Hostile.one(List.of("http", "keyword", "ping"), random));
        entry.put("interval", 20 + random.nextInt(60));
      }
    }
    return document;
  }
}
