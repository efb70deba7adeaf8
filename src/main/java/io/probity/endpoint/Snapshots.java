package io.probity.endpoint;

import io.probity.db.Snapshot;

/** Configurations for the trail of changes. */
final class Snapshots {
  private Snapshots() {}

  static Snapshot of(EndpointSpec spec) {
    return new Snapshot(
        EndpointWriter.write(spec, (secret, path) -> secret.value()),
        MaskedSpecs.of(spec),
        spec.labels());
  }
}
