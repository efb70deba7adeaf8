package io.probity.endpoint;

import io.probity.secret.Secret;

/** How an endpoint is authenticated to. */
public sealed interface Auth {
  /** RFC 7617. */
  record Basic(String username, Secret password) implements Auth {}

  /** RFC 6750. */
  record Bearer(Secret token) implements Auth {}

  /** A client certificate: a PEM chain, leaf first, and its PKCS#8 PEM key. */
  record MutualTls(String certificate, Secret privateKey) implements Auth {}
}
