package io.probity.alert;

import java.net.URI;
import java.time.Instant;
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
 * @param data the {@code data} member of the body, a JSON object
 * @param url where to
 * @param headers the channel's own, secret ones included
 * @param keys signing secrets ({@code whsec_…}), newest first; more than one while a rotation lasts
 */
public record Message(
    UUID id,
    String type,
    Instant at,
    String data,
    URI url,
    Map<String, String> headers,
    List<String> keys) {

  @Override
  public String toString() {
    return "Message[" + type + " " + id + " to " + url.getHost() + "]";
  }
}
