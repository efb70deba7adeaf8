package io.probity.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Turns conditions of Gatus into assertions. Not thread-safe. */
final class GatusAssertions {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int FIRST_STATUS = 100;
  private static final int LAST_STATUS = 599;
  private static final int MAX_STATUSES = 100;

  private final Report report;
  private final GatusBody body;
  private final ArrayNode assertions = NODES.arrayNode();

  GatusAssertions(Report report) {
    this.report = report;
    this.body = new GatusBody(assertions, report);
  }

  /** The assertions for all of these. What no condition asks of the status is any status. */
  ArrayNode of(JsonNode conditions) {
    for (JsonNode each : conditions) {
      GatusCondition.parse(each.asText())
          .ifPresentOrElse(
              this::add,
              () -> report.ignored("The condition \"" + each.asText() + "\" is not known."));
    }
    if (!has("status")) {
      statuses(FIRST_STATUS, LAST_STATUS);
    }
    return assertions;
  }

  private boolean has(String source) {
    for (JsonNode each : assertions) {
      if (each.path("source").asText().equals(source)) {
        return true;
      }
    }
    return false;
  }

  private void add(GatusCondition condition) {
    boolean done =
        switch (condition.placeholder()) {
          case "STATUS" -> status(condition);
          case "RESPONSE_TIME" -> latency(condition);
          case "CERTIFICATE_EXPIRATION" -> certificate(condition);
          case "CONNECTED" -> connected(condition);
          case "BODY" -> body.add(condition);
          default -> false;
        };
    if (!done) {
      report.ignored("The condition \"" + condition + "\" has no counterpart.");
    }
  }

  private boolean status(GatusCondition condition) {
    if (condition.isPattern()) {
      String pattern = condition.argument();
      boolean isClass = condition.operator().equals("==") && pattern.matches("[1-5]\\*");
      if (isClass) {
        source("status").putArray("in").add(pattern.charAt(0) + "xx");
      }
      return isClass;
    }
    if (condition.isChoice() && condition.operator().equals("==")) {
      if (condition.choices().stream().allMatch(each -> each.matches("[1-5]\\d\\d"))) {
        ArrayNode in = source("status").putArray("in");
        condition.choices().forEach(in::add);
        return true;
      }
      return false;
    }
    OptionalLong bound = whole(condition.operand());
    return bound.isPresent() && status(condition.operator(), bound.getAsLong());
  }

  private boolean status(String operator, long bound) {
    if (bound < FIRST_STATUS || bound > LAST_STATUS) {
      return false;
    }
    int status = (int) bound;
    switch (operator) {
      case "==" -> statuses(status, status);
      case "<" -> statuses(FIRST_STATUS, status - 1);
      case "<=" -> statuses(FIRST_STATUS, status);
      case ">" -> statuses(status + 1, LAST_STATUS);
      case ">=" -> statuses(status, LAST_STATUS);
      default -> {
        List<String> others = new ArrayList<>(ranges(FIRST_STATUS, status - 1));
        others.addAll(ranges(status + 1, LAST_STATUS));
        statuses(others);
      }
    }
    return true;
  }

  private void statuses(int first, int last) {
    statuses(ranges(first, last));
  }

  private void statuses(List<String> ranges) {
    if (ranges.size() > MAX_STATUSES) {
      report.approximate("Of the statuses asked for the last few are left out: they are too many.");
    }
    if (!ranges.isEmpty()) {
      ArrayNode in = source("status").putArray("in");
      ranges.stream().limit(MAX_STATUSES).forEach(in::add);
    }
  }

  /** Whole classes where possible. */
  static List<String> ranges(int first, int last) {
    List<String> ranges = new ArrayList<>();
    int status = first;
    while (status <= last) {
      if (status % 100 == 0 && status + 99 <= last) {
        ranges.add(status / 100 + "xx");
        status += 100;
      } else {
        ranges.add(Integer.toString(status++));
      }
    }
    return ranges;
  }

  private boolean latency(GatusCondition condition) {
    OptionalLong bound = whole(condition.operand());
    if (bound.isEmpty() || !condition.operator().startsWith("<")) {
      return false;
    }
    long millis = bound.getAsLong() + (condition.operator().equals("<=") ? 1 : 0);
    source("latency").put("below", millis + "ms");
    return true;
  }

  private boolean certificate(GatusCondition condition) {
    if (!condition.operator().startsWith(">") || Durations.parse(condition.operand()).isEmpty()) {
      return false;
    }
    source("certificate").put("validFor", condition.operand());
    return true;
  }

  /** No check is up without a connection. */
  private static boolean connected(GatusCondition condition) {
    return condition.operator().equals("==") && condition.operand().equals("true");
  }

  private ObjectNode source(String name) {
    return assertions.addObject().put("source", name);
  }

  static OptionalLong whole(String text) {
    return text.matches("-?\\d{1,15}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
