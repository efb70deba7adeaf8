package io.probity.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Snapshot;
import io.probity.secret.MaskedUrl;
import io.probity.secret.Secret;

/** Configurations for the trail of changes. */
final class Snapshots {
  private Snapshots() {}

  static Snapshot of(EndpointSpec spec) {
    ObjectNode shown = EndpointWriter.write(spec, (secret, path) -> Secret.MASK);
    shown.put("url", MaskedUrl.of(spec.url()));
    return new Snapshot(
        EndpointWriter.write(spec, (secret, path) -> secret.value()), shown, spec.labels());
  }
}
