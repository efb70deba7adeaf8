package io.probity.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.Channel;
import io.probity.alert.ChannelCodec;
import io.probity.alert.DeliveryView;
import io.probity.probe.ProbeJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Channels and deliveries as they are answered. */
final class ChannelJson {
  private static final String SEALED =
      "Its URL and secrets were sealed with a secret key that is not held any more: set its URL and"
          + " secret headers again, and rotate its signing secret.";

  private ChannelJson() {}

  /** A channel; to those who may not edit it, nothing that could hold a token. */
  static ObjectNode channel(Channel channel, ChannelCodec codec, boolean editor) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", channel.publicId().toString());
    node.setAll(codec.show(channel.spec(), editor));
    node.put("createdAt", ProbeJson.instant(channel.createdAt()));
    node.put("updatedAt", ProbeJson.instant(channel.updatedAt()));
    node.put("revision", channel.revision());
    node.put("fault", channel.spec().isSealed() ? SEALED : null);
    return node;
  }

  /** A delivery; what the receiver wrote is for those who may edit its channel. */
  static ObjectNode delivery(DeliveryView view, boolean editor) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", view.publicId().toString());
    node.put("channelId", view.channel().toString());
    node.put("eventId", view.eventId().toString());
    node.put("type", view.eventType());
    node.put("endpointId", view.endpoint() == null ? null : view.endpoint().toString());
    node.put("state", view.state().wireName());
    node.put("attempts", view.attempts());
    node.put("createdAt", ProbeJson.instant(view.createdAt()));
    node.put("nextAttemptAt", instant(view.nextAt()));
    node.put("doneAt", instant(view.doneAt()));
    node.put("lastStatus", view.lastStatus());
    node.put("lastResponse", editor ? view.lastResponse() : null);
    node.put("lastError", view.lastError());
    return node;
  }

  private static @Nullable String instant(@Nullable Instant at) {
    return at == null ? null : ProbeJson.instant(at);
  }
}
