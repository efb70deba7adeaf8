package io.probity.probe;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.endpoint.Assertion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts assertions, and what they look at, into words: bounded, but not masked. Pure. */
final class AssertionWords {
  private AssertionWords() {}

  static String source(Assertion assertion) {
    return assertion.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** The name of the header or the JSON path, null for all others. */
  static @Nullable String subject(Assertion assertion) {
    if (assertion instanceof Assertion.Header header) {
      return Shown.bounded(header.name());
    }
    return assertion instanceof Assertion.Json json ? Shown.bounded(json.expression()) : null;
  }

  static String expected(Assertion assertion, Attempt attempt) {
    if (assertion instanceof Assertion.Status status) {
      return Shown.bounded(String.join(", ", status.in()));
    }
    if (assertion instanceof Assertion.Header header) {
      return TextCheck.wanted(header.test());
    }
    if (assertion instanceof Assertion.Body body) {
      return TextCheck.wanted(body.test());
    }
    if (assertion instanceof Assertion.Json json) {
      return JsonCheck.wanted(json.test());
    }
    if (assertion instanceof Assertion.Latency latency) {
      return "less than " + millis(latency.below().toNanos() / 1_000);
    }
    return assertion instanceof Assertion.Certificate certificate
        ? CertificateCheck.wanted(certificate, attempt.tls())
        : "";
  }

  /** What the assertion looks at, null: there is no certificate. Throws {@link Allowance.Spent}. */
  static @Nullable String actual(
      Assertion assertion, Attempt attempt, Response response, BodyContent body, Allowance time) {
    if (assertion instanceof Assertion.Status) {
      return Integer.toString(response.status());
    }
    if (assertion instanceof Assertion.Header header) {
      List<String> values =
          response.headers().getOrDefault(header.name().toLowerCase(Locale.ROOT), List.of());
      return values.isEmpty() ? "missing" : Shown.quoted(String.join(", ", values));
    }
    if (assertion instanceof Assertion.Body) {
      return body.text().isEmpty() ? "nothing" : Shown.quoted(body.text());
    }
    if (assertion instanceof Assertion.Json json) {
      JsonNode document = body.json();
      return document == null
          ? "no JSON, " + body.jsonProblem()
          : JsonCheck.shown(JsonCheck.valuesAt(json.path(), document, time));
    }
    return assertion instanceof Assertion.Latency
        ? millis(attempt.timings().totalUs())
        : CertificateCheck.shown(attempt.tls());
  }

  private static String millis(long micros) {
    return Shown.number(micros / 1_000.0) + " ms";
  }
}
