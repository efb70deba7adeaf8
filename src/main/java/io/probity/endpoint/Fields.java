package io.probity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.InvalidInput.FieldError;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object field by field and collects all that is wrong, with JSON Pointers, instead
 * of stopping at the first error. A field that is wrong reads as its fallback; the caller goes on
 * and calls {@link #throwIfInvalid} at the end. An explicit null reads like an absent field; where
 * the difference matters, ask {@link #isNull}. Not thread-safe.
 */
public final class Fields {
  private final ObjectNode object;
  private final String pointer;
  private final Map<String, FieldError> errors;
  private final Set<String> known = new HashSet<>();

  /** Set where there is no object to read: what its fields lack is not worth saying. */
  private boolean mute;

  private Fields(ObjectNode object, String pointer, Map<String, FieldError> errors) {
    this.object = object;
    this.pointer = pointer;
    this.errors = errors;
  }

  /** Reads a whole document; throws {@link InvalidInput} if it is no object. */
  public static Fields of(JsonNode input) {
    Fields fields = at(input, "", new LinkedHashMap<>());
    fields.throwIfInvalid();
    return fields;
  }

  private static Fields at(JsonNode input, String pointer, Map<String, FieldError> errors) {
    if (input instanceof ObjectNode object) {
      return new Fields(object, pointer, errors);
    }
    Fields nothing = new Fields(JsonNodeFactory.instance.objectNode(), pointer, errors);
    nothing.refuse("Must be an object.");
    nothing.mute = true;
    return nothing;
  }

  /** The value of a field; null if it is absent or null. Marks the field as known. */
  public @Nullable JsonNode node(String name) {
    known.add(name);
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!Texts.isStorable(value)) {
      refuse(name, "Must hold neither NUL characters nor lone surrogates.");
      return null;
    }
    if (value.isNumber() && !Numbers.areStorable(value)) {
      refuse(name, Numbers.EXPECTED);
      return null;
    }
    return value;
  }

  /** Whether the field is there with a value other than null. */
  public boolean has(String name) {
    known.add(name);
    return object.hasNonNull(name);
  }

  /** Whether the field is there and explicitly null. */
  public boolean isNull(String name) {
    known.add(name);
    JsonNode value = object.get(name);
    return value != null && value.isNull();
  }

  /** A text that must be there; empty after an error. */
  public String requiredText(String name, int maxLength) {
    if (!has(name)) {
      refuse(name, "Is required.");
    }
    return text(name, "", maxLength);
  }

  /** A text of 1 to {@code maxLength} characters, or the fallback. */
  public String text(String name, String fallback, int maxLength) {
    String text = text(name, maxLength);
    return text == null ? fallback : text;
  }

  /** A text of 1 to {@code maxLength} characters; null if absent or wrong. */
  public @Nullable String text(String name, int maxLength) {
    JsonNode value = node(name);
    if (value == null) {
      return null;
    }
    String text = value.isTextual() ? value.textValue() : "";
    if (text.isEmpty() || text.length() > maxLength) {
      refuse(name, "Must be a text of 1 to " + maxLength + " characters.");
      return null;
    }
    return text;
  }

  /** A whole number within bounds (both included), or the fallback. */
  public int integer(String name, int fallback, int min, int max) {
    Integer value = integer(name, min, max);
    return value == null ? fallback : value;
  }

  /** A whole number within bounds (both included); null if absent or wrong. */
  public @Nullable Integer integer(String name, int min, int max) {
    JsonNode value = node(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber()
        || !value.canConvertToExactIntegral()
        || !value.canConvertToInt()
        || value.intValue() < min
        || value.intValue() > max) {
      refuse(name, "Must be a whole number from " + min + " to " + max + ".");
      return null;
    }
    return value.intValue();
  }

  /** A finite number; null if absent or wrong. */
  public @Nullable Double number(String name) {
    JsonNode value = node(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      refuse(name, "Must be a number.");
      return null;
    }
    return value.doubleValue();
  }

  /** A boolean, or the fallback. */
  public boolean flag(String name, boolean fallback) {
    JsonNode value = node(name);
    if (value != null && !value.isBoolean()) {
      refuse(name, "Must be true or false.");
    }
    return value != null && value.isBoolean() ? value.booleanValue() : fallback;
  }

  /** A duration within bounds (both included), or the fallback. */
  public Duration duration(String name, Duration fallback, Duration min, Duration max) {
    Duration value = duration(name, min, max);
    return value == null ? Durations.shared(fallback) : value;
  }

  /** A duration within bounds (both included); null if absent or wrong. */
  public @Nullable Duration duration(String name, Duration min, Duration max) {
    JsonNode value = node(name);
    if (value == null) {
      return null;
    }
    Duration duration = value.isTextual() ? Durations.parse(value.textValue()).orElse(null) : null;
    if (duration == null) {
      refuse(name, "Must be a duration such as \"500ms\", \"30s\", \"5m\", \"24h\" or \"14d\".");
      return null;
    }
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      refuse(name, "Must be from " + Durations.format(min) + " to " + Durations.format(max) + ".");
      return null;
    }
    return Durations.shared(duration);
  }

  /** One of the given words (numbers are taken by their text), or the fallback. */
  public <E> E choice(String name, E fallback, Map<String, E> choices) {
    JsonNode value = node(name);
    if (value == null) {
      return fallback;
    }
    E chosen = value.isTextual() || value.isNumber() ? choices.get(word(value)) : null;
    if (chosen == null) {
      refuse(name, "Must be one of " + String.join(", ", choices.keySet()) + ".");
      return fallback;
    }
    return chosen;
  }

  private static String word(JsonNode value) {
    return value.isNumber() ? new BigDecimal(value.asText()).toPlainString() : value.textValue();
  }

  /**
   * An object of texts, in its order; empty if absent or wrong. Entries that are null count as
   * absent.
   */
  public Map<String, String> texts(String name, int maxEntries, int maxLength) {
    Fields entries = object(name);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String each : entries.names()) {
      JsonNode value = entries.node(each);
      if (value != null && value.isTextual() && value.textValue().length() <= maxLength) {
        texts.put(each, value.textValue());
      } else if (value != null) {
        entries.refuse(each, "Must be a text of at most " + maxLength + " characters.");
      }
    }
    if (texts.size() > maxEntries) {
      refuse(name, "Must have at most " + maxEntries + " entries.");
    }
    return texts.isEmpty() ? Map.of() : texts;
  }

  /** A nested object; an empty one if absent or wrong. */
  public Fields object(String name) {
    JsonNode value = node(name);
    return at(value == null ? JsonNodeFactory.instance.objectNode() : value, child(name), errors);
  }

  /** A list of objects; empty if absent or wrong. */
  public List<Fields> objects(String name, int maxEntries) {
    List<Fields> entries = new ArrayList<>();
    for (JsonNode each : list(name, maxEntries)) {
      entries.add(at(each, child(name) + "/" + entries.size(), errors));
    }
    return entries;
  }

  /** A list of any values; empty if absent or wrong. */
  public List<JsonNode> list(String name, int maxEntries) {
    JsonNode value = node(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray() || value.size() > maxEntries) {
      refuse(name, "Must be a list of at most " + maxEntries + " entries.");
      return List.of();
    }
    List<JsonNode> entries = new ArrayList<>();
    value.forEach(entries::add);
    return entries;
  }

  /** The names of all fields, in their order. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The JSON Pointer of a field. */
  public String child(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /** Records that a field is wrong: one sentence with what is expected. The first one holds. */
  public void refuse(String name, String detail) {
    if (!mute) {
      add(child(name), detail);
    }
  }

  /** Records that this object as a whole is wrong. */
  public void refuse(String detail) {
    add(pointer, detail);
  }

  private void add(String where, String detail) {
    errors.putIfAbsent(where, new FieldError(where, detail));
  }

  /** Refuses every field that was not asked for by now, except those that are ignored on write. */
  public void refuseUnknown(String... readOnly) {
    known.addAll(Arrays.asList(readOnly));
    for (String name : names()) {
      if (!known.contains(name)) {
        refuse(name, "There is no such field.");
      }
    }
  }

  /** Throws {@link InvalidInput} with all that was found wrong, in this object and around it. */
  public void throwIfInvalid() {
    if (!errors.isEmpty()) {
      throw new InvalidInput(List.copyOf(errors.values()));
    }
  }
}
