package io.probity.probe.http;

import io.probity.probe.HttpVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Status and header fields of a response.
 *
 * @param headers lower-case names, values in order of arrival
 */
record ResponseHead(int status, HttpVersion version, Map<String, List<String>> headers) {
  static ResponseHead of(
      int status, HttpVersion version, Iterable<Map.Entry<String, String>> fields) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Map.Entry<String, String> field : fields) {
      headers.merge(
          field.getKey().toLowerCase(Locale.ROOT), List.of(field.getValue()), ResponseHead::both);
    }
    return new ResponseHead(status, version, headers);
  }

  private static List<String> both(List<String> before, List<String> more) {
    List<String> values = before instanceof ArrayList ? before : new ArrayList<>(before);
    values.addAll(more);
    return values;
  }

  /** The first value of a field, null: it is absent. */
  @Nullable String first(String name) {
    List<String> values = headers.get(name);
    return values == null ? null : values.get(0);
  }
}
