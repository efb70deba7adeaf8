package io.probity.alert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Snapshot;
import io.probity.secret.MaskedUrl;
import io.probity.secret.Secret;

/** Configurations of channels for the trail of changes. */
final class ChannelSnapshots {
  private ChannelSnapshots() {}

  static Snapshot of(ChannelSpec spec) {
    ObjectNode exact = StoredChannel.node(spec, (name, secret) -> secret.value());
    ObjectNode shown = StoredChannel.node(spec, (name, secret) -> Secret.MASK);
    shown.put("url", MaskedUrl.origin(spec.url()));
    if (spec.template() != null) {
      shown.put("template", Secret.MASK);
    }
    ObjectNode headers = shown.putObject("headers");
    spec.headers().keySet().forEach(name -> headers.put(name, Secret.MASK));
    return new Snapshot(exact, shown, spec.labels());
  }
}
