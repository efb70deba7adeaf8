package io.probity.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.history.Standings.Standing;
import io.probity.status.PublicWords;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a badge says.
 *
 * @param color of the message, with a number sign; white text is readable on it
 */
record BadgeFace(String label, String message, String color) {
  private static final String GOOD = "#14683f";
  private static final String FAIR = "#855000";
  private static final String BAD = "#b0231b";
  private static final String UNKNOWN = "#53606b";
  private static final String PLANNED = "#673ca0";
  private static final String PLAIN = "#0a5f73";
  private static final List<String> OBSERVED = List.of("up", "degraded", "down");
  private static final BigDecimal THREE_NINES = new BigDecimal("0.999");
  private static final BigDecimal TWO_NINES = new BigDecimal("0.99");
  private static final Duration SOON = Duration.ofDays(14);
  private static final Duration VERY_SOON = Duration.ofDays(3);

  /** What a badge tells of. */
  enum Kind {
    STATUS,
    UPTIME,
    LATENCY,
    CERTIFICATE
  }

  /**
   * A badge of an endpoint.
   *
   * @param window such as {@code 24h}, for uptime and latency
   */
  static BadgeFace of(Kind kind, Standing standing, String window, Instant now) {
    return switch (kind) {
      case STATUS -> status(standing);
      case UPTIME -> uptime(standing.uptime(), window);
      case LATENCY -> latency(standing.p95Ms(), window);
      case CERTIFICATE -> certificate(standing.endpoint().certificateNotAfter(), now);
    };
  }

  BadgeFace labelled(@Nullable String text) {
    return text == null || text.isBlank() ? this : new BadgeFace(text, message, color);
  }

  private static BadgeFace status(Standing standing) {
    String stored = standing.endpoint().state();
    String state = standing.silent() && OBSERVED.contains(stored) ? "unknown" : stored;
    String color =
        switch (state) {
          case "up" -> GOOD;
          case "degraded" -> FAIR;
          case "down" -> BAD;
          case "maintenance" -> PLANNED;
          default -> UNKNOWN;
        };
    return new BadgeFace("status", PublicWords.state(state).toLowerCase(Locale.ENGLISH), color);
  }

  private static BadgeFace uptime(@Nullable BigDecimal uptime, String window) {
    String label = "uptime " + window;
    if (uptime == null) {
      return new BadgeFace(label, "unknown", UNKNOWN);
    }
    boolean good = uptime.compareTo(THREE_NINES) >= 0;
    boolean fair = uptime.compareTo(TWO_NINES) >= 0;
    return new BadgeFace(label, StatusView.percent(uptime), good ? GOOD : fair ? FAIR : BAD);
  }

  private static BadgeFace latency(@Nullable BigDecimal p95Ms, String window) {
    String label = "latency p95 " + window;
    return p95Ms == null
        ? new BadgeFace(label, "unknown", UNKNOWN)
        : new BadgeFace(
            label, p95Ms.setScale(0, RoundingMode.HALF_UP).toPlainString() + " ms", PLAIN);
  }

  private static BadgeFace certificate(@Nullable Instant notAfter, Instant now) {
    if (notAfter == null) {
      return new BadgeFace("certificate", "none", UNKNOWN);
    }
    Duration left = Duration.between(now, notAfter);
    if (left.isNegative() || left.isZero()) {
      return new BadgeFace("certificate", "expired", BAD);
    }
    String color = left.compareTo(SOON) > 0 ? GOOD : left.compareTo(VERY_SOON) > 0 ? FAIR : BAD;
    long days = left.toDays();
    return new BadgeFace(
        "certificate", "expires in " + (days > 0 ? days + " d" : left.toHours() + " h"), color);
  }

  /** As shields.io reads it from an endpoint. */
  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("schemaVersion", 1)
        .put("label", label)
        .put("message", message)
        .put("color", color);
  }
}
