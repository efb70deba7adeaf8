package io.probity.probe;

import io.probity.endpoint.Assertion;
import io.probity.endpoint.Assertion.TextTest;
import java.util.List;
import java.util.Locale;

/** How much work assertions may be on a response: an upper bound, in steps of some 10 ns. Pure. */
final class Effort {
  /** Some 10 ms at the very worst. */
  static final long ON_LOOP_AT_MOST = 1_000_000;

  private static final long DEEP_SCAN = 256;

  /** Matching recurs as deep as the pattern is long; workers have the stack for it. */
  private static final int LARGE_PATTERN = 500;

  private Effort() {}

  static long of(List<Assertion> assertions, Response response) {
    long steps = 0;
    for (Assertion assertion : assertions) {
      if (assertion instanceof Assertion.Body body) {
        steps += response.body().length * perCharacter(body.test());
      } else if (assertion instanceof Assertion.Header header) {
        steps += length(header, response) * perCharacter(header.test());
      } else if (assertion instanceof Assertion.Json json) {
        steps += response.body().length * (json.path().getPath().contains("..") ? DEEP_SCAN : 1);
      }
    }
    return steps;
  }

  private static long length(Assertion.Header header, Response response) {
    String name = header.name().toLowerCase(Locale.ROOT);
    long length = 0;
    for (String value : response.headers().getOrDefault(name, List.of())) {
      length += value.length();
    }
    return length;
  }

  private static long perCharacter(TextTest test) {
    if (test instanceof TextTest.Matches matches) {
      int size = matches.pattern().programSize();
      return size > LARGE_PATTERN ? ON_LOOP_AT_MOST : size;
    }
    if (test instanceof TextTest.Contains contains) {
      return contains.text().length();
    }
    return test instanceof TextTest.NotContains without ? without.text().length() : 1;
  }
}
