package io.probity.alert.webhook;

import io.probity.alert.ChannelFormat;
import io.probity.alert.Message;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** All forms of bodies, by the channel's choice. Pure and thread-safe. */
public final class Formats {
  private final Map<ChannelFormat, Format> formats = new EnumMap<>(ChannelFormat.class);

  /**
   * The forms of one installation.
   *
   * @param publicUrl where people reach it; empty: not known
   * @param installation tells it from others, where there is no URL
   */
  public Formats(Optional<URI> publicUrl, String installation, Templates templates) {
    String url = publicUrl.map(URI::toASCIIString).orElse("");
    formats.put(ChannelFormat.PROBITY, new NativeFormat());
    formats.put(
        ChannelFormat.CLOUDEVENTS,
        new CloudEventsFormat(url.isEmpty() ? "urn:probity:" + installation : url));
    formats.put(ChannelFormat.ALERTMANAGER, new AlertmanagerFormat());
    formats.put(ChannelFormat.ALERTMANAGER_WEBHOOK, new AlertmanagerWebhookFormat(url));
    formats.put(ChannelFormat.SLACK, new SlackFormat());
    formats.put(ChannelFormat.TEMPLATE, new TemplateFormat(templates));
  }

  /**
   * The body of a message.
   *
   * @throws UnfitTemplate if the channel's template does not make one
   */
  Body body(Message message) {
    return Objects.requireNonNull(formats.get(message.channel().format())).of(message);
  }
}
