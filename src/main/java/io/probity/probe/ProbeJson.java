package io.probity.probe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON form of checks and failures, the same in answers, webhooks and stored state. */
public final class ProbeJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(false);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private ProbeJson() {}

  /** An instant in RFC 3339, UTC, microseconds. */
  public static String instant(Instant at) {
    return MICROS.format(at);
  }

  /** The object api.md calls a check. */
  public static ObjectNode check(CheckSummary check) {
    ObjectNode node = NODES.objectNode();
    node.put("at", instant(check.at()));
    node.put("verdict", check.verdict().wireName());
    node.set("failure", check.failure() == null ? NODES.nullNode() : failure(check.failure()));
    node.put("trigger", check.trigger().wireName());
    node.put("status", check.status());
    node.put("httpVersion", check.version() == null ? null : check.version().wireName());
    node.put("address", check.address());
    node.put("reused", check.reused());
    node.put("attempts", check.attempts());
    node.put("bytes", check.bytes());
    node.set("timings", timings(check.timings()));
    node.put("lagMs", millis(check.lagUs()));
    return node;
  }

  /** A failure with phase, class, detail and evidence, bounded and fit for {@code jsonb}. */
  public static ObjectNode failure(Failure failure) {
    ObjectNode node = NODES.objectNode();
    node.put("phase", failure.cls().phase().wireName());
    node.put("class", failure.cls().wireName());
    node.put("detail", EvidenceJson.text(failure.detail()));
    node.set("evidence", EvidenceJson.of(failure.evidence()));
    return node;
  }

  /**
   * One attempt of a check, for {@code attemptTrace} and the failure table; with headers only if it
   * failed, since only then they are masked.
   */
  public static ObjectNode attempt(Attempt attempt) {
    ObjectNode node = NODES.objectNode();
    node.put("at", instant(attempt.startedAt()));
    Failure failure = attempt.failure() != null ? attempt.failure() : attempt.degradation();
    node.set("failure", failure == null ? NODES.nullNode() : failure(failure));
    node.put("status", attempt.response() == null ? null : attempt.response().status());
    node.put("address", attempt.address());
    node.put("tlsVersion", attempt.tls() == null ? null : attempt.tls().protocol());
    ObjectNode headers = node.putObject("headers");
    if (failure != null) {
      TellingHeaders.of(attempt.response()).forEach(headers::put);
    }
    node.put("reused", attempt.reused());
    ConnectionFacts connection = attempt.connection();
    node.put("connectionAgeMs", connection == null ? null : connection.ageMs());
    node.put("requestNumber", connection == null ? null : connection.requestNumber());
    node.set("timings", timings(attempt.timings()));
    return node;
  }

  /** What came of one assertion. */
  public static ObjectNode finding(Finding finding) {
    ObjectNode node = NODES.objectNode();
    node.put("source", finding.source());
    node.put("subject", finding.subject());
    node.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
    node.put("expected", finding.expected());
    node.put("passed", finding.passed());
    node.put("actual", finding.actual());
    return node;
  }

  private static ObjectNode timings(Timings timings) {
    ObjectNode node = NODES.objectNode();
    node.put("dnsMs", millis(timings.dnsUs()));
    node.put("connectMs", millis(timings.connectUs()));
    node.put("tlsMs", millis(timings.tlsUs()));
    node.put("writeMs", millis(timings.writeUs()));
    node.put("firstByteMs", millis(timings.firstByteUs()));
    node.put("transferMs", millis(timings.transferUs()));
    node.put("totalMs", millis(timings.totalUs()));
    return node;
  }

  private static @Nullable BigDecimal millis(int micros) {
    return micros == Timings.NONE ? null : BigDecimal.valueOf(micros, 3);
  }
}
