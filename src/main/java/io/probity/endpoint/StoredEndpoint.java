package io.probity.endpoint;

import java.time.Instant;
import java.util.UUID;

/**
 * A row of the table, its configuration still sealed.
 *
 * @param changeXid the transaction that changed it last
 */
record StoredEndpoint(
    long id,
    UUID publicId,
    int shard,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    boolean deleted,
    long changeXid,
    String config) {

  /** The endpoint; throws {@link UnreadableEndpoint}. */
  Endpoint open(SealedSpecs specs) {
    return with(specs.open(publicId, config));
  }

  /** The endpoint with this configuration in place of the stored one. */
  Endpoint with(EndpointSpec spec) {
    return new Endpoint(id, publicId, shard, revision, createdAt, updatedAt, spec);
  }
}
