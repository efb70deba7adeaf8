package io.probity.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.endpoint.InvalidInput;

/** Reads documents as the API does: strictly, and with bounds. */
@FunctionalInterface
public interface DocumentReader {
  /** Throws {@link InvalidInput} if the text is no document. */
  JsonNode read(byte[] text, boolean yaml);
}
