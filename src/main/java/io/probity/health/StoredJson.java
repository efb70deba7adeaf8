package io.probity.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Documents of a database that holds nothing but JSON in their columns. */
final class StoredJson {
  private StoredJson() {}

  /** Reads one. */
  static JsonNode read(ObjectMapper json, String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored JSON document does not parse", e);
    }
  }
}
