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

/** The stored form of a channel's configuration: JSON with its URL and secret headers sealed. */
final class StoredChannel {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredChannel() {}

  /** What a channel's signing secret is sealed for. */
  static String secretContext(UUID channel) {
    return "channel/" + channel + "/secret";
  }

  static Json write(ChannelSpec spec, UUID channel, Sealer sealer) {
    ObjectNode node =
        node(spec, (name, secret) -> sealer.seal(secret, headerContext(channel, name)));
    node.put("url", sealer.seal(new Secret(spec.url().toString()), urlContext(channel)));
    return new Json(node.toString());
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
    JsonNode node = json(config, channel);
    Map<String, Secret> secretHeaders = new LinkedHashMap<>();
    texts(node.path("secretHeaders"))
        .forEach(
            (name, closed) ->
                secretHeaders.put(name, sealer.open(closed, headerContext(channel, name))));
    String url = node.path("url").asText();
    String opened = isSealed(url) ? sealer.open(url, urlContext(channel)).value() : url;
    return spec(node, channel, URI.create(opened), secretHeaders);
  }

  /**
   * What decides whom a channel is told of: like {@link #read}, but nothing is opened, and it has
   * neither its URL nor its secret headers.
   */
  static ChannelSpec outline(String config, UUID channel) {
    return spec(json(config, channel), channel, ChannelSpec.SEALED, Map.of());
  }

  /** Like {@link #read}, or like {@link #outline} where a secret does not open. */
  static ChannelSpec readOrOutline(String config, UUID channel, Sealer sealer) {
    try {
      return read(config, channel, sealer);
    } catch (IllegalStateException e) {
      return outline(config, channel);
    }
  }

  /** The stored form with its secrets under the current key; those that do not open stay. */
  static Json reseal(String config, UUID channel, Sealer sealer) {
    ObjectNode node = json(config, channel);
    String url = node.path("url").asText();
    node.put(
        "url",
        isSealed(url)
            ? sealer.reseal(url, urlContext(channel))
            : sealer.seal(new Secret(url), urlContext(channel)));
    if (node.get("secretHeaders") instanceof ObjectNode headers) {
      texts(headers)
          .forEach(
              (name, closed) ->
                  headers.put(name, sealer.reseal(closed, headerContext(channel, name))));
    }
    return new Json(node.toString());
  }

  /** One that was stored before URLs were secrets is still in clear. */
  private static boolean isSealed(String url) {
    return !url.startsWith("http");
  }

  private static ObjectNode json(String config, UUID channel) {
    try {
      if (JSON.readTree(config) instanceof ObjectNode node) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the configuration of channel " + channel + " is no JSON", e);
    }
    throw new IllegalStateException("the configuration of channel " + channel + " is no object");
  }

  private static ChannelSpec spec(
      JsonNode node, UUID channel, URI url, Map<String, Secret> secretHeaders) {
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
        url,
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

  private static String urlContext(UUID channel) {
    return "channel/" + channel + "/url";
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
