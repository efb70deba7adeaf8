package io.probity.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Json;
import io.probity.endpoint.Durations;
import io.probity.secret.Sealer;
import io.probity.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The stored form of a channel's configuration: JSON with its secret headers sealed. */
final class StoredChannel {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredChannel() {}

  /** What a channel's signing secret is sealed for. */
  static String secretContext(UUID channel) {
    return "channel/" + channel + "/secret";
  }

  static Json write(ChannelSpec spec, UUID channel, Sealer sealer) {
    return new Json(
        node(spec, (name, secret) -> sealer.seal(secret, headerContext(channel, name))).toString());
  }

  /**
   * The configuration as a document.
   *
   * @param secrets how a secret header is written, given its name and value
   */
  static ObjectNode node(ChannelSpec spec, BiFunction<String, Secret, String> secrets) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", spec.name());
    node.put("url", spec.url().toString());
    node.put("format", spec.format().wireName());
    if (spec.template() != null) {
      node.put("template", spec.template());
    }
    ObjectNode headers = node.putObject("headers");
    spec.headers().forEach(headers::put);
    ObjectNode secretHeaders = node.putObject("secretHeaders");
    spec.secretHeaders()
        .forEach((name, secret) -> secretHeaders.put(name, secrets.apply(name, secret)));
    var events = node.putArray("events");
    spec.events().forEach(event -> events.add(event.wireName()));
    ObjectNode labels = node.putObject("match").putObject("labels");
    spec.labels().forEach(labels::put);
    node.put("grouping", spec.grouping() == null ? null : Durations.format(spec.grouping()));
    node.put("enabled", spec.enabled());
    if (spec.managedBy() != null) {
      node.put("managedBy", spec.managedBy());
    }
    return node;
  }

  /**
   * Reads what {@link #write} made.
   *
   * @throws IllegalStateException if a secret does not open or the JSON is not ours
   */
  static ChannelSpec read(String config, UUID channel, Sealer sealer) {
    JsonNode node;
    try {
      node = JSON.readTree(config);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the configuration of channel " + channel + " is no JSON", e);
    }
    Map<String, Secret> secretHeaders = new LinkedHashMap<>();
    texts(node.path("secretHeaders"))
        .forEach(
            (name, closed) ->
                secretHeaders.put(name, sealer.open(closed, headerContext(channel, name))));
    Set<EventType> events = new LinkedHashSet<>();
    for (JsonNode event : node.path("events")) {
      EventType.ofWireName(event.textValue()).ifPresent(events::add);
    }
    ChannelFormat format =
        ChannelFormat.ofWireName(node.path("format").asText())
            .orElseThrow(
                () -> new IllegalStateException("channel " + channel + " has an unknown format"));
    return new ChannelSpec(
        node.path("name").asText(),
        URI.create(node.path("url").asText()),
        format,
        node.path("template").textValue(),
        texts(node.path("headers")),
        secretHeaders,
        events,
        texts(node.path("match").path("labels")),
        grouping(node, format),
        node.path("enabled").asBoolean(),
        node.path("managedBy").textValue());
  }

  /** One that was stored before there was grouping has the default of its format. */
  private static @Nullable Duration grouping(JsonNode node, ChannelFormat format) {
    return node.has("grouping")
        ? Durations.parse(node.path("grouping").asText()).orElse(null)
        : format.grouping();
  }

  /** The wire name of the format in a stored configuration, empty if that cannot be read. */
  static String format(String config) {
    try {
      return JSON.readTree(config).path("format").asText();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  /** The labels of a channel, as they are stored. */
  static Map<String, String> labels(String stored) {
    try {
      return texts(JSON.readTree(stored));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the labels of a channel are no JSON", e);
    }
  }

  private static String headerContext(UUID channel, String name) {
    return "channel/" + channel + "/secretHeaders." + name;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
    return texts;
  }
}
