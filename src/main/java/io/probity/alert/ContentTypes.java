package io.probity.alert;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the media types of messages say. Pure. */
public final class ContentTypes {
  static final String HEADER = "content-type";

  private ContentTypes() {}

  /** The Content-Type among headers, null: there is none. */
  public static @Nullable String in(Map<String, String> headers) {
    return headers.entrySet().stream()
        .filter(each -> each.getKey().equalsIgnoreCase(HEADER))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** The media type in lower case, without its parameters. */
  public static String essence(String type) {
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Whether it is {@code application/json}. */
  public static boolean isPlainJson(String type) {
    return essence(type).equals("application/json");
  }

  static boolean isCloudEvent(String type) {
    return essence(type).equals("application/cloudevents+json");
  }
}
