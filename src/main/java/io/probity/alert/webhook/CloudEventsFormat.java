package io.probity.alert.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.ContentTypes;
import io.probity.alert.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * CloudEvents 1.0 over HTTP: structured, or binary where the channel's own Content-Type is {@code
 * application/json}.
 */
final class CloudEventsFormat implements Format {
  private static final String STRUCTURED = "application/cloudevents+json; charset=utf-8";
  private static final String JSON = "application/json";

  private final String source;

  /**
   * Events of one installation.
   *
   * @param source its URI, in ASCII
   */
  CloudEventsFormat(String source) {
    this.source = source;
  }

  @Override
  public Body of(Message message) {
    String wanted = ContentTypes.in(message.headers());
    return wanted != null && ContentTypes.isPlainJson(wanted)
        ? binary(message)
        : structured(message);
  }

  private Body structured(Message message) {
    News news = News.of(message);
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    attributes(message, news).forEach(event::put);
    event.put("datacontenttype", JSON);
    event.set("data", news.data());
    return Body.of(STRUCTURED, Body.bytes(event));
  }

  private Body binary(Message message) {
    Map<String, String> headers = new LinkedHashMap<>(Map.of("content-type", JSON));
    attributes(message, News.of(message))
        .forEach((name, value) -> headers.put("ce-" + name, value));
    return new Body(headers, message.data().getBytes(UTF_8));
  }

  private Map<String, String> attributes(Message message, News news) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", message.id().toString());
    attributes.put("source", source);
    attributes.put("type", "io.probity." + message.type());
    String subject = news.text("/endpoint/id");
    if (subject != null) {
      attributes.put("subject", subject);
    }
    attributes.put("time", Timestamps.of(message.at()));
    return attributes;
  }
}
