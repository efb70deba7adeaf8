package io.probity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import io.probity.endpoint.Assertion.JsonTest;
import io.probity.endpoint.Assertion.TextTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads assertions. Regular expressions are RE2/J's, which take linear time; JSON paths may not
 * filter by the other kind.
 */
final class AssertionFields {
  private static final int MAX_ASSERTIONS = 50;
  private static final int MAX_TEXT = 4096;
  private static final int MAX_PATTERN = 1000;
  private static final int MAX_PROGRAM = 1000;
  private static final int MAX_NESTING = 16;
  private static final int MAX_PATH = 512;

  /** Each makes evaluation one power of the document's depth dearer. */
  private static final int MAX_DEEP_SCANS = 2;

  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration TEN_YEARS = Duration.ofDays(3650);
  private static final Assertion STATUS =
      new Assertion.Status(List.of("2xx", "3xx"), Severity.DOWN);
  private static final Assertion CERTIFICATE = new Assertion.Certificate(null, Severity.DEGRADED);

  private AssertionFields() {}

  /**
   * The assertions given, completed by the defaults: the status if none was given for it, and for
   * https the certificate if none was given for that. Only a source that is named replaces its
   * default.
   */
  static List<Assertion> read(Fields fields, boolean https) {
    List<Assertion> assertions = new ArrayList<>();
    for (Fields each : fields.objects("assertions", MAX_ASSERTIONS)) {
      Assertion assertion = one(each);
      if (assertion != null) {
        assertions.add(assertion);
      }
      if (each.has("source")) {
        each.refuseUnknown();
      }
    }
    if (assertions.stream().noneMatch(Assertion.Status.class::isInstance)) {
      assertions.add(0, STATUS);
    }
    if (https && assertions.stream().noneMatch(Assertion.Certificate.class::isInstance)) {
      assertions.add(CERTIFICATE);
    }
    return assertions;
  }

  private static @Nullable Assertion one(Fields fields) {
    Severity severity = fields.choice("severity", Severity.DOWN, Choices.SEVERITY);
    switch (fields.requiredText("source", 32)) {
      case "status":
        return new Assertion.Status(statuses(fields), severity);
      case "header":
        String name = fields.requiredText("name", 256);
        TextTest onHeader = textTest(fields, List.of("equals", "contains", "matches", "exists"));
        return onHeader == null ? null : new Assertion.Header(name, onHeader, severity);
      case "body":
        TextTest onBody = textTest(fields, List.of("contains", "notContains", "matches"));
        return onBody == null ? null : new Assertion.Body(onBody, severity);
      case "json":
        String expression = fields.requiredText("path", MAX_PATH);
        JsonPath path = path(fields, expression);
        JsonTest onJson = jsonTest(fields);
        return path == null || onJson == null
            ? null
            : new Assertion.Json(expression, path, onJson, severity);
      case "latency":
        Duration below = fields.duration("below", MOMENT, DAY);
        if (!fields.has("below")) {
          fields.refuse("below", "Is required.");
        }
        return below == null ? null : new Assertion.Latency(below, severity);
      case "certificate":
        Duration validFor = fields.duration("validFor", Duration.ZERO, TEN_YEARS);
        return new Assertion.Certificate(validFor, severity);
      case "":
        return null;
      default:
        fields.refuse("source", "Must be one of status, header, body, json, latency, certificate.");
        return null;
    }
  }

  private static List<String> statuses(Fields fields) {
    List<String> statuses = new ArrayList<>();
    List<JsonNode> list = fields.list("in", 100);
    if (list.isEmpty()) {
      fields.refuse("in", "Must name at least one status, such as \"2xx\" or \"304\".");
    }
    for (JsonNode each : list) {
      String status = each.asText().toLowerCase(Locale.ROOT);
      if (status.matches("[1-5](?:xx|\\d\\d)")) {
        statuses.add(status);
      } else {
        fields.refuse("in", "Must hold classes (\"2xx\") and codes (\"304\") only.");
        break;
      }
    }
    return List.copyOf(statuses);
  }

  /** The one test given, by name; null after an error. */
  private static @Nullable String test(Fields fields, List<String> allowed) {
    List<String> given =
        allowed.stream().filter(test -> fields.has(test) || fields.isNull(test)).toList();
    if (given.size() != 1) {
      fields.refuse("Must have exactly one of " + String.join(", ", allowed) + ".");
      return null;
    }
    return given.get(0);
  }

  private static @Nullable TextTest textTest(Fields fields, List<String> allowed) {
    String test = test(fields, allowed);
    if (test == null) {
      return null;
    }
    if (test.equals("exists")) {
      return new TextTest.Exists(fields.flag(test, true));
    }
    String text = fields.requiredText(test, test.equals("matches") ? MAX_PATTERN : MAX_TEXT);
    return switch (test) {
      case "equals" -> new TextTest.Equal(text);
      case "contains" -> new TextTest.Contains(text);
      case "notContains" -> new TextTest.NotContains(text);
      default -> {
        Pattern pattern = pattern(fields, test, text);
        yield pattern == null ? null : new TextTest.Matches(pattern);
      }
    };
  }

  private static @Nullable Pattern pattern(Fields fields, String name, String text) {
    try {
      if (RegexSize.estimate(text) <= MAX_PROGRAM) {
        Pattern pattern = Pattern.compile(text);
        if (pattern.programSize() <= 2 * MAX_PROGRAM) {
          return pattern;
        }
      }
      fields.refuse(
          name,
          "Must be smaller: its repeats, written out, are more than " + MAX_PROGRAM + " steps.");
    } catch (PatternSyntaxException e) {
      fields.refuse(name, "Is no regular expression of RE2 syntax: " + e.getDescription() + ".");
    }
    return null;
  }

  private static @Nullable JsonTest jsonTest(Fields fields) {
    String test = test(fields, List.of("equals", "notEquals", "exists", "lessThan", "greaterThan"));
    if (test == null) {
      return null;
    }
    return switch (test) {
      case "equals" -> new JsonTest.Equal(value(fields, test));
      case "notEquals" -> new JsonTest.NotEqual(value(fields, test));
      case "exists" -> new JsonTest.Exists(fields.flag(test, true));
      case "lessThan" -> new JsonTest.LessThan(bound(fields, test));
      default -> new JsonTest.GreaterThan(bound(fields, test));
    };
  }

  private static JsonNode value(Fields fields, String name) {
    JsonNode value = fields.node(name);
    if (value == null) {
      return NullNode.getInstance();
    }
    if (isDeeper(value, MAX_NESTING)) {
      fields.refuse(name, "Must be nested at most " + MAX_NESTING + " levels deep.");
    } else if (!Numbers.areStorable(value)) {
      fields.refuse(name, Numbers.EXPECTED);
    } else if (value.toString().length() > MAX_TEXT) {
      fields.refuse(name, "Must be at most " + MAX_TEXT + " characters long.");
    }
    return value;
  }

  private static boolean isDeeper(JsonNode value, int levels) {
    if (!value.isContainerNode()) {
      return false;
    }
    if (levels == 0) {
      return true;
    }
    for (JsonNode each : value) {
      if (isDeeper(each, levels - 1)) {
        return true;
      }
    }
    return false;
  }

  private static double bound(Fields fields, String name) {
    Double bound = fields.number(name);
    if (fields.isNull(name)) {
      fields.refuse(name, "Must be a number.");
    }
    return bound == null ? 0 : bound;
  }

  private static @Nullable JsonPath path(Fields fields, String expression) {
    if (expression.isEmpty()) {
      return null;
    }
    if (expression.contains("=~")) {
      fields.refuse("path", "Must not filter by a regular expression (=~): it may never end.");
      return null;
    }
    if (expression.split("\\.\\.", -1).length - 1 > MAX_DEEP_SCANS) {
      fields.refuse("path", "Must have at most " + MAX_DEEP_SCANS + " deep scans (..).");
      return null;
    }
    try {
      return JsonPath.compile(expression);
    } catch (InvalidPathException | IllegalArgumentException e) {
      fields.refuse("path", "Is no JSON path, such as $.status.");
      return null;
    }
  }
}
