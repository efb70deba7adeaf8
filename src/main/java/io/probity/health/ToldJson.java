package io.probity.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.probity.db.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The changes of {@link Told} as they are stored. */
final class ToldJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ToldJson() {}

  /** The column {@code changes}. */
  static Json changes(Told told) {
    ArrayNode changes = JSON.createArrayNode();
    told.changes().forEach(each -> changes.add(each.toString()));
    return new Json(changes.toString());
  }

  /** From the column {@code changes}. */
  static List<Instant> changes(String text) {
    List<Instant> changes = new ArrayList<>();
    try {
      for (JsonNode each : JSON.readTree(text)) {
        changes.add(Instant.parse(each.textValue()));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored changes are no JSON array", e);
    }
    return List.copyOf(changes);
  }
}
