package io.probity.probe.http;

import io.probity.probe.HttpVersion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Status and header fields of a response.
 *
 * @param headers lower-case names, values in order of arrival
 */
record ResponseHead(int status, HttpVersion version, Map<String, List<String>> headers) {
  static ResponseHead of(
      int status,
      HttpVersion version,
      Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> fields) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    while (fields.hasNext()) {
      Map.Entry<? extends CharSequence, ? extends CharSequence> field = fields.next();
      headers.merge(
          FieldNames.lowerCase(field.getKey()),
          List.of(field.getValue().toString()),
          ResponseHead::both);
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
