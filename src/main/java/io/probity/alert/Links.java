package io.probity.alert;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/**
 * Where receivers find more.
 *
 * @param base where people reach this service; empty: links are paths
 */
record Links(Optional<URI> base) {
  /** The link to a resource of the API. */
  String to(String collection, UUID id) {
    String root = base.map(URI::toString).orElse("");
    String trimmed = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    return trimmed + "/api/v1/" + collection + "/" + id;
  }
}
