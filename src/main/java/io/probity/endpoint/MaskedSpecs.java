package io.probity.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.secret.MaskedUrl;
import io.probity.secret.Secret;

/**
 * Configurations for those who may not change them, and for the trail: without what is a secret or
 * often holds one, namely the values of the URL's query, the body and headers with credentials.
 * Pure.
 */
final class MaskedSpecs {
  private MaskedSpecs() {}

  static ObjectNode of(EndpointSpec spec) {
    ObjectNode shown = EndpointWriter.write(spec, (secret, path) -> Secret.MASK);
    shown.put("url", MaskedUrl.of(spec.url()));
    shown.put("body", spec.body() == null ? null : Secret.MASK);
    ObjectNode headers = shown.putObject("headers");
    spec.headers()
        .forEach(
            (name, value) ->
                headers.put(name, Credentials.isCredential(name) ? Secret.MASK : value));
    return shown;
  }
}
