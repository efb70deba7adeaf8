package io.probity.convert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns conditions on the body into assertions on texts and JSON. */
final class GatusBody {
  private static final Pattern LEAF = Pattern.compile("(.*)\\.([A-Za-z0-9_-]+)");
  private static final int LONGEST_COUNTED = 500;

  private final ArrayNode assertions;
  private final Report report;

  GatusBody(ArrayNode assertions, Report report) {
    this.assertions = assertions;
    this.report = report;
  }

  /** False if there is no counterpart. */
  boolean add(GatusCondition condition) {
    return switch (condition.function()) {
      case "len" -> length(condition);
      case "has" -> exists(condition);
      default -> condition.path().isEmpty() ? text(condition) : value(condition);
    };
  }

  private boolean exists(GatusCondition condition) {
    boolean isFlag = condition.operand().matches("true|false");
    boolean isEqual = condition.operator().equals("==");
    if (!isFlag || !isEqual && !condition.operator().equals("!=")) {
      return false;
    }
    json(condition.path()).put("exists", isEqual == Boolean.parseBoolean(condition.operand()));
    return true;
  }

  private boolean length(GatusCondition condition) {
    OptionalLong count = GatusAssertions.whole(condition.operand());
    if (count.isEmpty() || condition.operator().equals("!=")) {
      return false;
    }
    long number = count.getAsLong();
    if (condition.path().isEmpty()) {
      return bodyLength(condition.operator(), number);
    }
    report.approximate(
        "\"%s\" counts the entries of a list; the length of a text is not known here."
            .formatted(condition));
    compare(json(condition.path() + ".length()"), condition.operator(), number);
    return true;
  }

  private boolean bodyLength(String operator, long number) {
    String repeat =
        switch (operator) {
          case "==" -> "{" + number + "}";
          case ">" -> "{" + (number + 1) + ",}";
          case ">=" -> "{" + number + ",}";
          case "<" -> "{0," + (number - 1) + "}";
          default -> "{0," + number + "}";
        };
    boolean fits = number >= 1 && number < LONGEST_COUNTED;
    if (fits) {
      body().put("matches", "(?s)^." + repeat + "$");
    }
    return fits;
  }

  private static void compare(ObjectNode assertion, String operator, long number) {
    switch (operator) {
      case "==" -> assertion.put("equals", number);
      case "<" -> assertion.put("lessThan", number);
      case "<=" -> assertion.put("lessThan", number + 1);
      case ">" -> assertion.put("greaterThan", number);
      default -> assertion.put("greaterThan", number - 1);
    }
  }

  private boolean text(GatusCondition condition) {
    boolean isEqual = condition.operator().equals("==");
    if (!isEqual && !condition.operator().equals("!=")) {
      return false;
    }
    String inner = condition.argument();
    if (condition.isPattern() && inner.matches("\\*[^*?\\[\\\\]+\\*")) {
      body().put(isEqual ? "contains" : "notContains", inner.substring(1, inner.length() - 1));
      return true;
    }
    if (!isEqual || condition.operand().isEmpty()) {
      return false;
    }
    String expression =
        condition.isPattern()
            ? regex(inner)
            : condition.choices().stream().map(GatusBody::quoted).collect(Collectors.joining("|"));
    body().put("matches", "(?s)^\\s*(?:" + expression + ")\\s*$");
    return true;
  }

  private boolean value(GatusCondition condition) {
    if (condition.isChoice() || condition.isPattern()) {
      return condition.operator().equals("==")
          && (condition.isChoice() ? choice(condition) : pattern(condition));
    }
    return switch (condition.operator()) {
      case "==" -> equal(condition, "equals");
      case "!=" -> equal(condition, "notEquals");
      default -> bound(condition);
    };
  }

  private boolean equal(GatusCondition condition, String test) {
    String operand = condition.operand();
    ObjectNode json = json(condition.path());
    if (GatusAssertions.whole(operand).isPresent()) {
      json.put(test, Long.parseLong(operand));
    } else if (operand.matches("true|false")) {
      json.put(test, Boolean.parseBoolean(operand));
    } else {
      json.put(test, operand);
      return true;
    }
    report.approximate(
        "\"%s\" is compared as a JSON %s; Gatus compares texts."
            .formatted(condition, operand.matches("true|false") ? "boolean" : "number"));
    return true;
  }

  private boolean bound(GatusCondition condition) {
    OptionalLong number = GatusAssertions.whole(condition.operand());
    if (number.isEmpty()) {
      return false;
    }
    if (condition.operator().endsWith("=")) {
      report.approximate("\"%s\" is exact for whole numbers only.".formatted(condition));
    }
    compare(json(condition.path()), condition.operator(), number.getAsLong());
    return true;
  }

  /** A filter on the parent, whose only answer is the parent itself. */
  private boolean choice(GatusCondition condition) {
    Matcher leaf = LEAF.matcher(condition.path());
    if (!leaf.matches()) {
      return false;
    }
    String values =
        condition.choices().stream()
            .map(each -> "'" + each.replace("\\", "\\\\").replace("'", "\\'") + "'")
            .collect(Collectors.joining(", "));
    json(leaf.group(1) + "[?(@['" + leaf.group(2) + "'] in [" + values + "])]").put("exists", true);
    if (condition.choices().stream().anyMatch(each -> each.matches("-?[0-9.]+|true|false"))) {
      report.approximate("\"%s\" is compared with texts only.".formatted(condition));
    }
    return true;
  }

  /** Any member of that name will do. */
  private boolean pattern(GatusCondition condition) {
    Matcher leaf = LEAF.matcher(condition.path());
    if (!leaf.matches()) {
      return false;
    }
    String value = regex(condition.argument()).replace(".*", "[^\"]*");
    body().put("matches", "\"" + quoted(leaf.group(2)) + "\"\\s*:\\s*\"?" + value + "[\",}\\s\\]]");
    report.approximate(
        "\"%s\" holds if any member of that name in the body fits.".formatted(condition));
    return true;
  }

  /** What a pattern with stars means, as a regular expression. */
  private static String regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : quoted(String.valueOf(c)));
    }
    return regex.toString();
  }

  private static String quoted(String text) {
    return text.replaceAll("[\\\\.^$|?*+()\\[\\]{}]", "\\\\$0");
  }

  private ObjectNode json(String path) {
    return assertions.addObject().put("source", "json").put("path", "$" + path);
  }

  private ObjectNode body() {
    return assertions.addObject().put("source", "body");
  }
}
