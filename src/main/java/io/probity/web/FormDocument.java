package io.probity.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a form edits, a document of the API: fields find their values in it by JSON Pointer, and the
 * browser sends it back with what was changed, so that what the form does not show stays.
 *
 * @param document secrets masked
 * @param revision what {@code If-Match} demands; 0: it is new
 * @param readOnly whether nothing can be changed by whoever looks
 */
record FormDocument(ObjectNode document, long revision, boolean readOnly) {
  /** What a field holds where null means something else than the default. */
  private static final String NONE = "none";

  /** A form for something new, with what it begins with. */
  static FormDocument blank(ObjectNode document) {
    return new FormDocument(document, 0, false);
  }

  /** A form for something new. */
  static FormDocument blank() {
    return blank(JsonNodeFactory.instance.objectNode());
  }

  /** Whether there is nothing yet. */
  public boolean isNew() {
    return revision == 0;
  }

  /** The document for the browser. */
  public String json() {
    return document.toString();
  }

  /** The field at a pointer; empty if there is no value. */
  public Field field(String pointer) {
    return new Field(pointer, text(document.at(pointer)));
  }

  /** The same where people write "none" for null. */
  public Field orNone(String pointer) {
    JsonNode value = document.at(pointer);
    return new Field(pointer, value.isNull() ? NONE : text(value));
  }

  /** The entries of the object at a pointer. */
  public Pairs pairs(String pointer) {
    List<Pair> entries = new ArrayList<>();
    document
        .at(pointer)
        .fields()
        .forEachRemaining(entry -> entries.add(new Pair(entry.getKey(), text(entry.getValue()))));
    return new Pairs(pointer, entries);
  }

  /** Whether the list at a pointer holds a text. */
  public boolean holds(String pointer, String text) {
    for (JsonNode each : document.at(pointer)) {
      if (each.asText().equals(text)) {
        return true;
      }
    }
    return false;
  }

  private static String text(JsonNode value) {
    return value.isNull() || value.isMissingNode() ? "" : value.asText();
  }

  /**
   * One value of a form.
   *
   * @param value empty: none
   */
  record Field(String pointer, String value) {
    /** Of its input; the pointer may hold what ids may not. */
    public String id() {
      return idOf(pointer);
    }

    /** The value, or what stands for none. */
    public String orElse(String fallback) {
      return value.isEmpty() ? fallback : value;
    }

    /** Whether a switch is on; fallback where there is no value. */
    public boolean on(boolean fallback) {
      return value.isEmpty() ? fallback : value.equals("true");
    }
  }

  /** Names and values that people may add to. */
  record Pairs(String pointer, List<Pair> entries) {
    /** Of the group of inputs. */
    public String id() {
      return idOf(pointer);
    }
  }

  /** One name with its value. */
  record Pair(String name, String value) {}

  private static String idOf(String pointer) {
    return "f" + pointer.replace('/', '-');
  }
}
