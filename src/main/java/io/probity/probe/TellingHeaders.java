package io.probity.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The few headers of a response that tell one server, proxy or kind of answer from another and stay
 * the same from check to check: no dates, request numbers or cookies. Pure.
 */
public final class TellingHeaders {
  static final List<String> NAMES =
      List.of(
          "server",
          "via",
          "x-served-by",
          "location",
          "content-type",
          "content-encoding",
          "www-authenticate",
          "retry-after");

  private static final Pattern USER = Pattern.compile("//[^/?#@]*@");
  private static final Pattern PARAMETER = Pattern.compile("([?&#])([^=&#]*=)?[^&#]*");
  private static final String MASKED_PARAMETER = "$1$2***";

  private TellingHeaders() {}

  /**
   * Those a response has, lower-case names, in a fixed order, each value cut after 200 characters.
   * What a Location carries in its query or fragment is masked.
   *
   * @param response null: nothing came, so the map is empty
   */
  public static Map<String, String> of(@Nullable Response response) {
    if (response == null) {
      return Map.of();
    }
    Map<String, String> kept = new LinkedHashMap<>();
    for (String name : NAMES) {
      String value = told(response, name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    return kept;
  }

  /**
   * Like {@link #of(Response)}, and the very map from before where nothing has changed, as is usual
   * from check to check.
   */
  static Map<String, String> of(@Nullable Response response, Map<String, String> before) {
    if (response == null || before.isEmpty()) {
      return of(response);
    }
    for (String name : NAMES) {
      if (!Objects.equals(told(response, name), before.get(name))) {
        return of(response);
      }
    }
    return before;
  }

  private static @Nullable String told(Response response, String name) {
    List<String> values = response.headers().get(name);
    if (values == null || values.isEmpty()) {
      return null;
    }
    String value = values.size() == 1 ? values.get(0) : String.join(", ", values);
    return Shown.bounded(name.equals("location") ? masked(value) : value);
  }

  private static String masked(String location) {
    return PARAMETER.matcher(USER.matcher(location).replaceAll("//")).replaceAll(MASKED_PARAMETER);
  }
}
