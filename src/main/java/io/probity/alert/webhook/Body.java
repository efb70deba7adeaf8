package io.probity.alert.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * What is sent.
 *
 * @param headers beside those of the channel and of the signature, Content-Type among them
 */
record Body(Map<String, String> headers, byte[] bytes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Body of(String contentType, byte[] bytes) {
    return new Body(Map.of("content-type", contentType), bytes);
  }

  static Body json(JsonNode node) {
    return of("application/json", bytes(node));
  }

  static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can always be written", e);
    }
  }
}
