package io.probity.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One assertion as a row of a form.
 *
 * @param source what is looked at
 * @param subject name of the header or JSON path, empty: the source has none
 * @param test the member that holds what is expected
 * @param value what is expected, as people write it
 * @param severity {@code down} or {@code degraded}
 */
record AssertionRow(String source, String subject, String test, String value, String severity) {
  private static final List<String> TESTS =
      List.of(
          "in",
          "equals",
          "notEquals",
          "contains",
          "notContains",
          "matches",
          "exists",
          "lessThan",
          "greaterThan",
          "below",
          "validFor");

  /** The rows of a list of assertions. */
  static List<AssertionRow> of(JsonNode assertions) {
    List<AssertionRow> rows = new ArrayList<>();
    for (JsonNode each : assertions) {
      String test = TESTS.stream().filter(each::has).findFirst().orElse("validFor");
      String source = each.path("source").asText();
      rows.add(
          new AssertionRow(
              source,
              each.path(source.equals("json") ? "path" : "name").asText(),
              test,
              value(source, each.get(test)),
              each.path("severity").asText("down")));
    }
    return rows;
  }

  /** A JSON value that could be taken for another kind stays in its quotes. */
  private static String value(String source, @Nullable JsonNode value) {
    if (value == null || value.isNull() && !source.equals("json")) {
      return "";
    }
    if (value.isArray() && source.equals("status")) {
      List<String> each = new ArrayList<>();
      value.forEach(one -> each.add(one.asText()));
      return String.join(", ", each);
    }
    if (value.isTextual()) {
      String text = value.textValue();
      boolean plain = !source.equals("json") || text.matches("(?!true$|false$|null$)[A-Za-z].*");
      return plain ? text : value.toString();
    }
    return value.toString();
  }
}
