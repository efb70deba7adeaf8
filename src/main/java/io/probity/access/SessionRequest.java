package io.probity.access;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A cookie that claims to be a session's. */
final class SessionRequest extends BaseAuthenticationRequest {
  private final String token;
  private final String address;

  SessionRequest(String token, String address) {
    this.token = token;
    this.address = address;
  }

  String token() {
    return token;
  }

  /** Where the request came from. */
  String address() {
    return address;
  }
}
