package io.probity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.jayway.jsonpath.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A condition on what came back; what it makes of the verdict if it fails is its severity. */
public sealed interface Assertion {
  /** What its failure means for the verdict. */
  Severity severity();

  /** The status is one of these: {@code "2xx"} classes or exact codes such as {@code "304"}. */
  record Status(List<String> in, Severity severity) implements Assertion {}

  /**
   * A response header fulfils the test. Names are matched without case; any of several values may
   * match.
   */
  record Header(String name, TextTest test, Severity severity) implements Assertion {}

  /** The decoded body, as text, fulfils the test. */
  record Body(TextTest test, Severity severity) implements Assertion {}

  /**
   * The value at a JSON path fulfils the test.
   *
   * @param expression the path as it was written; two paths are equal if these are
   */
  record Json(String expression, JsonPath path, JsonTest test, Severity severity)
      implements Assertion {
    /** A path in its compiled spelling. */
    public Json(JsonPath path, JsonTest test, Severity severity) {
      this(path.getPath(), path, test, severity);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Json json
          && expression.equals(json.expression)
          && test.equals(json.test)
          && severity == json.severity;
    }

    @Override
    public int hashCode() {
      return Objects.hash(expression, test, severity);
    }
  }

  /** The attempt's total time is below the bound. */
  record Latency(Duration below, Severity severity) implements Assertion {}

  /**
   * The leaf certificate stays valid for at least this long.
   *
   * @param validFor null: the smaller of 14 days and a third of the certificate's lifetime
   */
  record Certificate(@Nullable Duration validFor, Severity severity) implements Assertion {}

  /** A test on text. */
  sealed interface TextTest {
    /** The same text. */
    record Equal(String text) implements TextTest {}

    /** The text occurs. */
    record Contains(String text) implements TextTest {}

    /** The text does not occur. */
    record NotContains(String text) implements TextTest {}

    /** The pattern (RE2 syntax, linear time) is found somewhere. */
    record Matches(Pattern pattern) implements TextTest {}

    /** The header is there (or is not). */
    record Exists(boolean expected) implements TextTest {}
  }

  /** A test on a JSON value. */
  sealed interface JsonTest {
    /** Equal as JSON (numbers by value). */
    record Equal(JsonNode value) implements JsonTest {}

    /** Not equal as JSON, or absent. */
    record NotEqual(JsonNode value) implements JsonTest {}

    /** A value is there (or is not). */
    record Exists(boolean expected) implements JsonTest {}

    /** A number below the bound. */
    record LessThan(double bound) implements JsonTest {}

    /** A number above the bound. */
    record GreaterThan(double bound) implements JsonTest {}
  }
}
