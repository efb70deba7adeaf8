package io.probity.probe;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Severity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges what an attempt brought by the endpoint's assertions. Pure, thread-safe. */
public final class Assertions {
  private static final int ON_LOOP_AT_MOST = 16 * 1024;

  private Assertions() {}

  /** Whether judging may take so long that it belongs on a worker and not on the event loop. */
  public static boolean needsWorker(EndpointSpec spec, Attempt attempt) {
    Response response = attempt.response();
    return attempt.failure() == null
        && response != null
        && (response.body().length > ON_LOOP_AT_MOST
            || Effort.of(spec.assertions(), response) > Effort.ON_LOOP_AT_MOST);
  }

  /**
   * The same attempt with the first failed assertion of each severity, without its body, and
   * without the endpoint's credentials in any failure or in the headers beside it. An attempt that
   * failed before there was a response to judge keeps its failure.
   *
   * @param now what certificates are held against
   * @param time how long it may take; an assertion that takes longer is not judged, and unless
   *     another one says that the endpoint is down the failure is then the monitor's own
   */
  public static Attempt judge(EndpointSpec spec, Attempt attempt, Instant now, Allowance time) {
    Attempt judged = judgement(spec, attempt, now, time);
    if (judged.failure() == null && judged.degradation() == null) {
      return judged;
    }
    SecretMask mask = SecretMask.of(spec);
    return masked(judged, mask).judged(mask.of(judged.failure()), mask.of(judged.degradation()));
  }

  private static Attempt masked(Attempt attempt, SecretMask mask) {
    Response response = attempt.response();
    return response == null ? attempt : attempt.withHeaders(mask.headers(response.headers()));
  }

  /**
   * The same attempt unjudged and without headers, since the monitor has too much to judge or mask.
   */
  public static Attempt refuse(Attempt attempt) {
    return attempt
        .withHeaders(Map.of())
        .judged(
            Failure.of(
                FailureClass.MONITOR_OVERLOADED,
                "The monitor could not judge the response: too many others wait for it."),
            null);
  }

  private static Attempt judgement(
      EndpointSpec spec, Attempt attempt, Instant now, Allowance time) {
    Response response = attempt.response();
    if (attempt.failure() != null || response == null) {
      return attempt.judged(attempt.failure(), attempt.degradation());
    }
    BodyContent body = new BodyContent(response);
    Failure down = null;
    Failure degraded = null;
    Failure unjudged = null;
    for (Assertion assertion : spec.assertions()) {
      boolean decides = assertion.severity() == Severity.DOWN ? down == null : degraded == null;
      Failure failure = decides ? timed(assertion, attempt, response, body, now, time) : null;
      if (failure != null && failure.cls().ours()) {
        unjudged = unjudged == null ? failure : unjudged;
      } else if (failure != null && assertion.severity() == Severity.DOWN) {
        down = failure;
      } else if (failure != null) {
        degraded = failure;
      }
    }
    return attempt.judged(down == null ? unjudged : down, degraded);
  }

  /** Why the assertion fails, or a failure of ours if time is over; null: it holds. */
  static @Nullable Failure timed(
      Assertion assertion,
      Attempt attempt,
      Response response,
      BodyContent body,
      Instant now,
      Allowance time) {
    try {
      return failure(assertion, attempt, response, body, now, time);
    } catch (Allowance.Spent spent) {
      return new Failure(
          FailureClass.MONITOR_OVERLOADED,
          "The monitor could not judge within "
              + time.millis()
              + " ms whether "
              + subject(assertion)
              + ".",
          Map.of("limitMs", time.millis()));
    }
  }

  /** Those that can take long, as part of a sentence. */
  private static String subject(Assertion assertion) {
    if (assertion instanceof Assertion.Body text) {
      return "the body is as expected: " + TextCheck.wanted(text.test());
    }
    if (assertion instanceof Assertion.Header header) {
      return "the header "
          + Shown.bounded(header.name())
          + " is as expected: "
          + TextCheck.wanted(header.test());
    }
    return assertion instanceof Assertion.Json json
        ? "there is " + JsonCheck.wanted(json.test()) + " at " + Shown.bounded(json.expression())
        : "an assertion holds";
  }

  private static @Nullable Failure failure(
      Assertion assertion,
      Attempt attempt,
      Response response,
      BodyContent body,
      Instant now,
      Allowance time) {
    if (assertion instanceof Assertion.Status status) {
      return status(status, response);
    }
    if (assertion instanceof Assertion.Header header) {
      return header(header, response, time);
    }
    if (assertion instanceof Assertion.Body text) {
      return TextCheck.holds(text.test(), body.text(), time)
          ? null
          : failed(
              FailureClass.ASSERTION_BODY,
              "The body was " + Shown.quoted(body.text()),
              TextCheck.wanted(text.test()),
              Shown.bounded(body.text()));
    }
    if (assertion instanceof Assertion.Json json) {
      return json(json, body, time);
    }
    if (assertion instanceof Assertion.Latency latency) {
      return latency(latency, attempt.timings().totalUs());
    }
    return assertion instanceof Assertion.Certificate certificate
        ? certificate(certificate, attempt, now)
        : null;
  }

  private static @Nullable Failure status(Assertion.Status wanted, Response response) {
    int actual = response.status();
    for (String each : wanted.in()) {
      boolean fits =
          each.endsWith("xx")
              ? each.charAt(0) - '0' == actual / 100
              : each.equals(Integer.toString(actual));
      if (fits) {
        return null;
      }
    }
    FailureClass cls =
        actual == 429
            ? FailureClass.STATUS_429
            : switch (actual / 100) {
              case 4 -> FailureClass.STATUS_4XX;
              case 5 -> FailureClass.STATUS_5XX;
              default -> FailureClass.STATUS_UNEXPECTED;
            };
    String in = Shown.bounded(String.join(", ", wanted.in()));
    Failure failure = failed(cls, "The status was " + actual, in, actual);
    List<String> retryAfter = response.headers().getOrDefault("retry-after", List.of());
    return retryAfter.isEmpty() ? failure : withWait(failure, Shown.bounded(retryAfter.get(0)));
  }

  private static Failure withWait(Failure failure, String retryAfter) {
    Map<String, Object> evidence = new LinkedHashMap<>(failure.evidence());
    evidence.put("retryAfter", retryAfter);
    String detail = failure.detail() + " The server asks to wait: Retry-After is " + retryAfter;
    return new Failure(failure.cls(), detail + ".", evidence);
  }

  private static @Nullable Failure header(
      Assertion.Header wanted, Response response, Allowance time) {
    String name = wanted.name().toLowerCase(Locale.ROOT);
    List<String> values = response.headers().getOrDefault(name, List.of());
    boolean holds =
        values.isEmpty()
            ? TextCheck.holdsForNothing(wanted.test())
            : TextCheck.holds(wanted.test(), values, time);
    if (holds) {
      return null;
    }
    String actual = values.isEmpty() ? "missing" : Shown.quoted(String.join(", ", values));
    return failed(
        FailureClass.ASSERTION_HEADER,
        "The header " + Shown.bounded(wanted.name()) + " was " + actual,
        TextCheck.wanted(wanted.test()),
        actual);
  }

  private static @Nullable Failure json(Assertion.Json wanted, BodyContent body, Allowance time) {
    String expected = JsonCheck.wanted(wanted.test());
    String path = Shown.bounded(wanted.expression());
    JsonNode document = body.json();
    if (document == null) {
      return failed(
          FailureClass.ASSERTION_JSON,
          "The body is not JSON, " + body.jsonProblem() + "; at " + path + " there was nothing",
          expected,
          Shown.bounded(body.text()));
    }
    List<JsonNode> values = JsonCheck.valuesAt(wanted.path(), document, time);
    if (JsonCheck.holds(wanted.test(), values)) {
      return null;
    }
    String actual = JsonCheck.shown(values);
    return failed(
        FailureClass.ASSERTION_JSON, "At " + path + " there was " + actual, expected, actual);
  }

  private static @Nullable Failure latency(Assertion.Latency wanted, int totalUs) {
    long belowUs = wanted.below().toNanos() / 1_000;
    if (totalUs < belowUs) {
      return null;
    }
    return failed(
        FailureClass.ASSERTION_LATENCY,
        "It took " + Shown.number(totalUs / 1_000.0) + " ms",
        "less than " + Shown.number(belowUs / 1_000.0) + " ms",
        totalUs / 1_000.0);
  }

  private static @Nullable Failure certificate(
      Assertion.Certificate wanted, Attempt attempt, Instant now) {
    X509Certificate leaf = CertificateCheck.leaf(attempt.tls());
    if (leaf == null || CertificateCheck.holds(wanted, leaf, now)) {
      return null;
    }
    Instant notAfter = leaf.getNotAfter().toInstant();
    String verb =
        notAfter.isBefore(now) ? "The certificate expired at " : "The certificate expires at ";
    return failed(
        FailureClass.ASSERTION_CERTIFICATE,
        verb + notAfter,
        CertificateCheck.wanted(wanted, leaf),
        notAfter.toString());
  }

  private static Failure failed(
      FailureClass cls, String statement, String expected, Object actual) {
    return new Failure(
        cls,
        statement + ", expected " + expected + ".",
        Map.of("expected", expected, "actual", actual));
  }
}
