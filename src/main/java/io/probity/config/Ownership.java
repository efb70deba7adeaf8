package io.probity.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.Fields;

/** Whose a document is, and that what it lists is its owner's. */
final class Ownership {
  private static final String FIELD = "managedBy";
  private static final String DEFAULT = "config";
  private static final int MAX_LENGTH = 64;
  private static final String FORM = "[A-Za-z0-9][A-Za-z0-9._/-]*";

  private Ownership() {}

  /** The owner a document names, or the default. */
  static String of(Fields document) {
    String owner = document.text(FIELD, DEFAULT, MAX_LENGTH);
    if (!owner.matches(FORM)) {
      document.refuse(FIELD, "Must consist of letters, digits and . _ / -, such as git.");
    }
    return owner;
  }

  /** A copy of the document in which every entry names its owner. */
  static JsonNode claimed(JsonNode document) {
    JsonNode claimed = document.deepCopy();
    String owner = document.path(FIELD).asText(DEFAULT);
    for (JsonNode section : claimed) {
      if (section.isArray()) {
        section.forEach(entry -> claim(entry, document.hasNonNull(FIELD) ? owner : DEFAULT));
      }
    }
    return claimed;
  }

  private static void claim(JsonNode entry, String owner) {
    if (entry instanceof ObjectNode object && !object.hasNonNull(FIELD)) {
      object.put(FIELD, owner);
    }
  }

  /** Refuses an entry that names another owner. */
  static void check(Fields entry, String owner) {
    if (!entry.text(FIELD, owner, MAX_LENGTH).equals(owner)) {
      entry.refuse(FIELD, "Must be " + owner + ", as the document has it, or left out.");
    }
  }
}
