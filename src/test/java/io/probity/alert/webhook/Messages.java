package io.probity.alert.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.ChannelFormat;
import io.probity.alert.ChannelSpec;
import io.probity.alert.EventType;
import io.probity.alert.Message;
import io.probity.secret.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Messages of every type, with words from a target that means no good. */
final class Messages {
  static final UUID ID = UUID.fromString("01993f4e-7c1a-7cc0-8000-0123456789ab");
  static final Instant AT = Instant.parse("2026-11-22T11:20:00.123456Z");
  static final Instant SINCE = Instant.parse("2026-11-22T11:19:30Z");
  static final String ENDPOINT_ID = "01993f4e-0000-7000-8000-000000000007";
  static final String HOSTILE = "The target said \"<!channel> & \\ {data.x}\"\n*run*.";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DATA =
      """
      {"incidentId": "01993f4e-0000-7000-8000-000000000001",
       "endpoint": {"id": "%s", "key": "orders-api", "name": "Orders <API>",
         "url": "https://orders.example.com/health?token=***",
         "labels": {"team": "payments", "on-call": "ann", "severity": "page"}},
       "state": "down", "previousState": "up", "since": "2026-11-22T11:19:30.000000Z",
       "failure": {"phase": "assertion", "class": "assertion.body", "evidence": {"n": 1}},
       "links": {"endpoint": "https://probity.example/api/v1/endpoints/7", "incident": null},
       "certificate": {"notAfter": "2026-12-01T00:00:00Z"},
       "channel": {"id": "01993f4e-0000-7000-8000-000000000002", "name": "on call"},
       "count": 12}
      """;

  private Messages() {}

  static Message of(EventType type, ChannelFormat format) {
    String template = format == ChannelFormat.TEMPLATE ? "{\"text\": \"{detail}\"}" : null;
    return of(type, spec(format, template));
  }

  static Message of(EventType type, ChannelSpec channel) {
    return of(type, channel, List.of());
  }

  static Message of(EventType type, ChannelSpec channel, List<String> keys) {
    return of(type, data(), channel, keys);
  }

  static Message of(EventType type, ObjectNode data, ChannelSpec channel, List<String> keys) {
    return new Message(ID, type.wireName(), AT, data.toString(), channel, keys);
  }

  /** All that any event has. */
  static ObjectNode data() {
    try {
      ObjectNode data = (ObjectNode) JSON.readTree(String.format(DATA, ENDPOINT_ID));
      ((ObjectNode) data.path("failure")).put("detail", HOSTILE);
      ArrayNode many = data.putArray("many");
      for (int i = 0; i < 30; i++) {
        many.add(i);
      }
      return data;
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  static ChannelSpec spec(ChannelFormat format, @Nullable String template) {
    return spec(URI.create("https://hooks.example.com/"), format, template, Map.of());
  }

  static ChannelSpec spec(
      URI url, ChannelFormat format, @Nullable String template, Map<String, String> headers) {
    return new ChannelSpec(
        "on call",
        url,
        format,
        template,
        headers,
        Map.of("X-Token", new Secret("t0ken")),
        EnumSet.allOf(EventType.class),
        Map.of(),
        null,
        true,
        null);
  }
}
