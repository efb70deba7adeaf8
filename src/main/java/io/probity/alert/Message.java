package io.probity.alert;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One announcement on its way to one receiver. Holds secrets in clear; its text form does not show
 * them.
 *
 * @param id the event's; the same on every repeat and for every receiver
 * @param type wire name of what is announced
 * @param at when what it announces happened
 * @param data the {@code data} member of the native body, a JSON object
 * @param channel where to, and in which form
 * @param keys signing secrets ({@code whsec_…}), newest first; more than one while a rotation lasts
 */
public record Message(
    UUID id, String type, Instant at, String data, ChannelSpec channel, List<String> keys) {

  /** Where to. */
  public URI url() {
    return channel.url();
  }

  /** The channel's own headers, secret ones included. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>(channel.headers());
    channel.secretHeaders().forEach((name, secret) -> headers.put(name, secret.value()));
    return headers;
  }

  @Override
  public String toString() {
    return "Message[" + type + " " + id + " to " + url().getHost() + "]";
  }
}
