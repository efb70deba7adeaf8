package io.probity.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import io.probity.endpoint.Assertion.JsonTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Tests on the values at a JSON path. A path that may match several values (wildcard, filter, deep
 * scan) wants at least one match, and every match to fulfil the test. Pure.
 */
final class JsonCheck {
  private static final JacksonMappingProvider MAPPING = new JacksonMappingProvider();

  private static final JsonMapper MAPPER = new JsonMapper();

  /** Numbers by value, whatever their notation; everything else as it is. */
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) -> {
        if (a.isNumber() && b.isNumber() && isFinite(a) && isFinite(b)) {
          return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
      };

  private JsonCheck() {}

  /** A number too large for a double, such as 1e999, is read as infinite. */
  private static boolean isFinite(JsonNode number) {
    return !Double.isInfinite(number.doubleValue()) || number.isIntegralNumber();
  }

  /**
   * The values at the path; none if there are none, or if the path does not fit the document.
   * Throws {@link Allowance.Spent}.
   */
  static List<JsonNode> valuesAt(JsonPath path, JsonNode document, Allowance time) {
    try {
      Object result = path.read(document, configuration(time));
      // Functions such as length() answer plain Java values.
      JsonNode found = result instanceof JsonNode node ? node : MAPPER.valueToTree(result);
      if (path.isDefinite() || !found.isArray()) {
        return List.of(found);
      }
      List<JsonNode> matches = new ArrayList<>(found.size());
      found.forEach(matches::add);
      return matches;
    } catch (JsonPathException notThere) {
      return List.of();
    }
  }

  /** Looks at the time with each node: two deep scans visit a deep document very often. */
  private static Configuration configuration(Allowance time) {
    return Configuration.builder()
        .jsonProvider(
            new JacksonJsonNodeJsonProvider() {
              @Override
              public boolean isMap(Object node) {
                time.node();
                return super.isMap(node);
              }
            })
        .mappingProvider(MAPPING)
        .build();
  }

  /** Values for a sentence; many nested ones would be very long as a whole. */
  static String shown(List<JsonNode> values) {
    if (values.isEmpty()) {
      return "nothing";
    }
    if (values.size() == 1) {
      return Shown.bounded(values.get(0).toString());
    }
    StringBuilder text = new StringBuilder("[");
    for (JsonNode value : values) {
      if (text.length() > Shown.LONGEST) {
        break;
      }
      text.append(text.length() == 1 ? "" : ", ").append(value);
    }
    return Shown.bounded(text.append(']').toString());
  }

  static boolean holds(JsonTest test, List<JsonNode> values) {
    if (test instanceof JsonTest.Exists exists) {
      return values.isEmpty() != exists.expected();
    }
    if (test instanceof JsonTest.NotEqual notEqual) {
      return values.stream().noneMatch(value -> equal(value, notEqual.value()));
    }
    return !values.isEmpty() && values.stream().allMatch(value -> holds(test, value));
  }

  /** What the test wants, to follow the word "expected". */
  static String wanted(JsonTest test) {
    if (test instanceof JsonTest.Equal equal) {
      return Shown.bounded(equal.value().toString());
    }
    if (test instanceof JsonTest.NotEqual notEqual) {
      return "anything but " + Shown.bounded(notEqual.value().toString());
    }
    if (test instanceof JsonTest.LessThan less) {
      return "less than " + Shown.number(less.bound());
    }
    if (test instanceof JsonTest.GreaterThan greater) {
      return "more than " + Shown.number(greater.bound());
    }
    return test instanceof JsonTest.Exists exists && exists.expected() ? "a value" : "no value";
  }

  private static boolean holds(JsonTest test, JsonNode value) {
    if (test instanceof JsonTest.Equal equal) {
      return equal(value, equal.value());
    }
    if (test instanceof JsonTest.LessThan less) {
      return value.isNumber() && value.doubleValue() < less.bound();
    }
    return test instanceof JsonTest.GreaterThan greater
        && value.isNumber()
        && value.doubleValue() > greater.bound();
  }

  private static boolean equal(JsonNode a, JsonNode b) {
    return a.equals(BY_VALUE, b);
  }
}
