package io.probity.api;

import io.probity.endpoint.EndpointQuery;
import io.probity.endpoint.InvalidInput.FieldError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the filters of a list of endpoints from the query of the URL. */
final class EndpointFilter {
  /** What endpoints can be in. */
  static final Set<String> STATES =
      new LinkedHashSet<>(List.of("up", "degraded", "down", "unknown", "paused", "maintenance"));

  private static final int MAX_TEXT = 200;

  private EndpointFilter() {}

  /** What is wrong goes to {@code query}. States may be repeated or stand together with commas. */
  static EndpointQuery of(
      List<String> labels, List<String> states, @Nullable String text, Query query) {
    List<FieldError> errors = new ArrayList<>();
    EndpointQuery filter =
        new EndpointQuery(labels(labels, errors), states(states, errors), text(text, errors));
    errors.forEach(query::refuse);
    return filter;
  }

  private static List<Map.Entry<String, String>> labels(
      List<String> given, List<FieldError> errors) {
    List<Map.Entry<String, String>> labels = new ArrayList<>();
    for (String each : given) {
      int colon = each.indexOf(':');
      if (colon < 1 || hasNul(each)) {
        errors.add(new FieldError("/label", "Must be a name and a value, such as team:payments."));
      } else {
        labels.add(Map.entry(each.substring(0, colon), each.substring(colon + 1)));
      }
    }
    return labels;
  }

  private static Set<String> states(List<String> given, List<FieldError> errors) {
    Set<String> states = new LinkedHashSet<>();
    given.forEach(each -> states.addAll(Arrays.asList(each.split(",", -1))));
    if (!STATES.containsAll(states)) {
      errors.add(new FieldError("/state", "Must be among " + String.join(", ", STATES) + "."));
    }
    return states;
  }

  private static @Nullable String text(@Nullable String given, List<FieldError> errors) {
    if (given == null || given.isEmpty()) {
      return null;
    }
    if (given.length() > MAX_TEXT || hasNul(given)) {
      errors.add(new FieldError("/q", "Must be a text of at most " + MAX_TEXT + " characters."));
    }
    return given;
  }

  private static boolean hasNul(String text) {
    return text.indexOf(0) >= 0;
  }
}
