package io.probity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;

/** What a text may consist of. */
final class Texts {
  private Texts() {}

  /**
   * Whether a JSON value can be stored as {@code jsonb}: PostgreSQL takes neither NUL nor
   * surrogates without their other half, in names and values alike.
   */
  static boolean isStorable(JsonNode value) {
    if (value.isTextual()) {
      return isStorable(value.textValue());
    }
    for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
      if (!isStorable(names.next())) {
        return false;
      }
    }
    for (JsonNode child : value) {
      if (!isStorable(child)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text is one line of printable characters. */
  static boolean isOneLine(String text) {
    return text.codePoints().noneMatch(Character::isISOControl);
  }
}
