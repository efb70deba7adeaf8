package io.probity.web;

import io.probity.alert.Channel;
import io.probity.alert.RecentDeliveryStore.Recent;
import io.probity.secret.MaskedUrl;
import io.probity.secret.Secret;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A channel in a list.
 *
 * @param origin of its receiver; the rest of the URL may hold a token
 * @param labels what endpoints must carry, as {@code name:value}; empty: any endpoint
 * @param recent its last deliveries
 */
record ChannelRow(
    String id,
    String name,
    String origin,
    String format,
    List<String> labels,
    boolean enabled,
    Recent recent,
    @Nullable String managedBy) {
  static ChannelRow of(Channel channel, Recent recent) {
    var spec = channel.spec();
    return new ChannelRow(
        channel.publicId().toString(),
        spec.name(),
        spec.isSealed() ? Secret.MASK : MaskedUrl.origin(spec.url()),
        spec.format().wireName(),
        labels(spec.labels()),
        spec.enabled(),
        recent,
        spec.managedBy());
  }

  /** Labels as people write them. */
  static List<String> labels(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream().map(each -> each.getKey() + ":" + each.getValue()).toList();
  }

  /** Whether it gets its messages, by a state's name. */
  public String state() {
    if (!enabled) {
      return "paused";
    }
    return recent.dead() > 0 ? "degraded" : recent.delivered() > 0 ? "up" : "unknown";
  }
}
