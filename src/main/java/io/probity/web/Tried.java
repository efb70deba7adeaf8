package io.probity.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.probity.probe.CheckSummary;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.probe.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a stored check, as far as it is known: of a check that took one attempt and passed
 * only the check is stored.
 *
 * @param number 1 for the first one of its check
 * @param of how many attempts the check took
 * @param at when it began
 * @param offsetUs how long after the first attempt of the check it began
 * @param reused null: there was no connection
 * @param detail why it failed, null: it passed or that is not stored
 */
record Tried(
    int number,
    int of,
    Instant at,
    long offsetUs,
    Verdict verdict,
    @Nullable FailureClass failure,
    @Nullable String detail,
    @Nullable Integer status,
    @Nullable String address,
    @Nullable Boolean reused,
    Timings timings) {

  /**
   * The attempts of a check in order.
   *
   * @param trace in ProbeJson's form, null: they are not stored
   */
  static List<Tried> of(CheckSummary check, @Nullable ArrayNode trace) {
    if (trace == null || trace.isEmpty() || !isTimed(trace)) {
      return List.of(of(check));
    }
    List<Tried> all = new ArrayList<>();
    Instant first = Instant.parse(trace.get(0).path("at").asText());
    for (int i = 0; i < trace.size(); i++) {
      all.add(of(trace.get(i), i + 1, trace.size(), first, check.verdict()));
    }
    return all;
  }

  /** What another version has stored may lack it; a page tells what it can. */
  private static boolean isTimed(ArrayNode trace) {
    return StreamSupport.stream(trace.spliterator(), false)
        .allMatch(attempt -> attempt.path("at").isTextual());
  }

  private static Tried of(CheckSummary check) {
    boolean connected = check.reused() || check.timings().connectUs() != Timings.NONE;
    return new Tried(
        check.attempts(),
        check.attempts(),
        check.at(),
        0,
        check.verdict(),
        check.failure() == null ? null : check.failure().cls(),
        check.failure() == null ? null : check.failure().detail(),
        check.status(),
        check.address(),
        connected ? check.reused() : null,
        check.timings());
  }

  private static Tried of(JsonNode attempt, int number, int of, Instant first, Verdict verdict) {
    Instant at = Instant.parse(attempt.path("at").asText());
    JsonNode failure = attempt.path("failure");
    FailureClass cls = FailureClass.ofWireName(failure.path("class").asText()).orElse(null);
    return new Tried(
        number,
        of,
        at,
        Math.max(0, ChronoUnit.MICROS.between(first, at)),
        number == of ? verdict : cls == null ? Verdict.UP : Verdict.DOWN,
        cls,
        failure.path("detail").textValue(),
        attempt.path("status").isNumber() ? attempt.path("status").intValue() : null,
        attempt.path("address").textValue(),
        attempt.path("connectionAgeMs").isNumber() ? attempt.path("reused").asBoolean() : null,
        timings(attempt.path("timings")));
  }

  private static Timings timings(JsonNode stored) {
    return new Timings(
        micros(stored, "dnsMs"),
        micros(stored, "connectMs"),
        micros(stored, "tlsMs"),
        micros(stored, "writeMs"),
        micros(stored, "firstByteMs"),
        micros(stored, "transferMs"),
        Math.max(0, micros(stored, "totalMs")));
  }

  private static int micros(JsonNode stored, String name) {
    BigDecimal millis = stored.path(name).isNumber() ? stored.path(name).decimalValue() : null;
    return millis == null ? Timings.NONE : millis.movePointRight(3).intValue();
  }
}
