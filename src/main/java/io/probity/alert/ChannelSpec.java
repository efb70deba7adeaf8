package io.probity.alert;

import io.probity.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a channel, complete and valid.
 *
 * @param name for people, never empty
 * @param url absolute http or https, no user info, no fragment; may carry a token in path or query
 * @param template what makes the body; null unless the format is {@link ChannelFormat#TEMPLATE}
 * @param headers sent with every message, names as written
 * @param secretHeaders like headers, encrypted at rest and masked in answers
 * @param events what the channel wants to hear of, never empty
 * @param labels an endpoint must carry all of these; empty: any endpoint
 * @param grouping for how long outages of one cause are collected, null: each is told alone
 * @param enabled false: nothing is queued for it
 * @param managedBy which configuration document owns it, null: the API
 */
public record ChannelSpec(
    String name,
    URI url,
    ChannelFormat format,
    @Nullable String template,
    Map<String, String> headers,
    Map<String, Secret> secretHeaders,
    Set<EventType> events,
    Map<String, String> labels,
    @Nullable Duration grouping,
    boolean enabled,
    @Nullable String managedBy) {
  /** In the place of a URL that does not open, or was not looked at. */
  static final URI SEALED = URI.create("https://invalid./");

  /** Whether its URL and secret headers are missing since the key that they need is not held. */
  public boolean isSealed() {
    return url.equals(SEALED);
  }

  /**
   * Whether an announcement goes to this channel. One that is about no endpoint has no labels, so
   * it goes to every channel that wants its type.
   *
   * @param labels of the endpoint it is about; null: it is about the monitor itself
   */
  public boolean wants(EventType type, @Nullable Map<String, String> labels) {
    return enabled
        && events.contains(type)
        && (labels == null || labels.entrySet().containsAll(this.labels.entrySet()));
  }
}
