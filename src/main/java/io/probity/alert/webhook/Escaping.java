package io.probity.alert.webhook;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.probity.alert.ContentTypes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** How values become part of a body. Pure. */
enum Escaping {
  /** Within the quotes of a JSON string. */
  JSON,
  /** Within a name or a value of a form. */
  FORM,
  NONE;

  static Escaping of(String contentType) {
    String type = ContentTypes.essence(contentType);
    if (type.equals("application/json") || type.endsWith("+json")) {
      return JSON;
    }
    return type.equals("application/x-www-form-urlencoded") ? FORM : NONE;
  }

  String escape(String text) {
    return switch (this) {
      case JSON -> new String(JsonStringEncoder.getInstance().quoteAsString(text));
      case FORM -> URLEncoder.encode(text, StandardCharsets.UTF_8);
      case NONE -> text;
    };
  }
}
