package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Fields;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * What a replay is asked for.
 *
 * @param spec the endpoint's configuration with what is to be other
 */
record ReplayRequest(EndpointSpec spec, Instant from, Instant to) {
  private static final Duration DEFAULT_WINDOW = Duration.ofHours(24);
  private static final Duration LONGEST_WINDOW = Duration.ofDays(90);
  private static final int MAX_ASSERTIONS = 20;
  private static final int MAX_INSTANT = 64;
  private static final int LAST_YEAR = 9999;
  private static final String LATENCY = "latency";

  /** Reads a body; throws {@link io.probity.endpoint.InvalidInput}. */
  static ReplayRequest read(JsonNode body, EndpointSpec own, EndpointCodec codec, Instant now) {
    Fields fields = Fields.of(body);
    Instant until = instant(fields, "to");
    Instant end = until == null ? now : until;
    Instant since = instant(fields, "from");
    Instant begin = since == null ? end.minus(DEFAULT_WINDOW) : since;
    if (!begin.isBefore(end)) {
      fields.refuse("from", "Must be before `to`.");
    } else if (begin.plus(LONGEST_WINDOW).isBefore(end)) {
      fields.refuse("from", "Must be at most 90 days before `to`.");
    }
    ObjectNode patch = patch(fields, codec.show(own));
    fields.refuseUnknown();
    fields.throwIfInvalid();
    return new ReplayRequest(codec.patch(patch, own), begin, end);
  }

  private static @Nullable Instant instant(Fields fields, String name) {
    String text = fields.text(name, MAX_INSTANT);
    if (text == null) {
      return null;
    }
    try {
      OffsetDateTime at = OffsetDateTime.parse(text);
      if (at.getYear() >= 0 && at.getYear() <= LAST_YEAR) {
        return at.toInstant();
      }
    } catch (DateTimeParseException e) {
      // Said below, as for a year out of range.
    }
    fields.refuse(name, "Must be an instant as of RFC 3339, such as 2026-11-22T11:20:00Z.");
    return null;
  }

  /** What is other, as a change of the configuration, whose rules hold for it then. */
  private static ObjectNode patch(Fields fields, ObjectNode shown) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    JsonNode thresholds = fields.node("thresholds");
    if (thresholds != null) {
      patch.set("thresholds", thresholds);
    }
    if (fields.has("retry")) {
      Fields retry = fields.object("retry");
      JsonNode maxAttempts = retry.node("maxAttempts");
      retry.refuseUnknown();
      patch.putObject("retry").set("maxAttempts", maxAttempts);
    }
    if (fields.has("assertions")) {
      patch.set("assertions", assertions(fields, shown));
    }
    return patch;
  }

  /** Those given in place of the endpoint's own on latency; all others stay. */
  private static ArrayNode assertions(Fields fields, ObjectNode shown) {
    ArrayNode assertions = JsonNodeFactory.instance.arrayNode();
    for (Fields each : fields.objects("assertions", MAX_ASSERTIONS)) {
      if (!LATENCY.equals(each.requiredText("source", MAX_INSTANT))) {
        each.refuse("source", "Must be latency: nothing else can be judged from history.");
      }
    }
    fields.list("assertions", MAX_ASSERTIONS).forEach(assertions::add);
    for (JsonNode each : shown.withArray("assertions")) {
      if (!LATENCY.equals(each.path("source").asText())) {
        assertions.add(each);
      }
    }
    return assertions;
  }
}
