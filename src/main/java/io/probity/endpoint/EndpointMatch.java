package io.probity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoints something is for: those that carry labels, or those that are named. In JSON it is
 * the object {@code match}.
 *
 * @param labels an endpoint must carry all of these, none: every endpoint is meant; null: endpoints
 *     are named instead
 * @param endpoints public ids, empty if they are found by labels; one that does not exist means
 *     nothing
 */
public record EndpointMatch(@Nullable Map<String, String> labels, Set<UUID> endpoints) {
  private static final int MAX_LABELS = 64;
  private static final int MAX_TEXT = 256;
  private static final int MAX_ENDPOINTS = 1_000;
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** Reads it from the field {@code match}; what is wrong stays in {@code fields}. */
  public static EndpointMatch read(Fields fields) {
    Fields match = fields.object("match");
    Map<String, String> labels =
        match.has("labels") ? match.texts("labels", MAX_LABELS, MAX_TEXT) : null;
    Set<UUID> endpoints = endpoints(match);
    if (match.has("labels") == match.has("endpoints")) {
      fields.refuse("match", "Must have either labels or endpoints; {\"labels\": {}} means all.");
    }
    match.refuseUnknown();
    return new EndpointMatch(labels, endpoints);
  }

  private static Set<UUID> endpoints(Fields match) {
    Set<UUID> endpoints = new LinkedHashSet<>();
    int index = 0;
    for (JsonNode each : match.list("endpoints", MAX_ENDPOINTS)) {
      String text = each.isTextual() ? each.textValue() : "";
      if (UUID_TEXT.matcher(text).matches()) {
        endpoints.add(UUID.fromString(text));
      } else {
        match.refuse("endpoints", "Entry " + index + " is no id of an endpoint.");
      }
      index++;
    }
    if (match.has("endpoints") && endpoints.isEmpty()) {
      match.refuse("endpoints", "Must name at least one endpoint by its id.");
    }
    return endpoints;
  }

  /** As it is answered and stored. */
  public ObjectNode show() {
    ObjectNode match = JsonNodeFactory.instance.objectNode();
    if (labels == null) {
      ArrayNode named = match.putArray("endpoints");
      endpoints.forEach(each -> named.add(each.toString()));
    } else {
      ObjectNode carried = match.putObject("labels");
      labels.forEach(carried::put);
    }
    return match;
  }

  /** The labels by which trails and reaches find it. */
  public Map<String, String> trailLabels() {
    return labels == null ? Map.of() : labels;
  }
}
