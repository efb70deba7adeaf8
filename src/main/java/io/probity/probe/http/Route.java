package io.probity.probe.http;

import io.probity.endpoint.Auth;
import io.probity.endpoint.Revocation;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes and how the peer is judged. Two requests may share a connection only if
 * their routes are equal.
 *
 * @param host name or literal, without brackets
 * @param serverName the name that the certificate is matched against, and SNI unless a literal
 * @param verify whether a bad chain fails the handshake
 * @param revocation how hard to look for a revoked certificate
 * @param minVersion "1.2" or "1.3"
 * @param identity the client certificate to offer, null: none
 */
record Route(
    boolean tls,
    String host,
    int port,
    String serverName,
    boolean verify,
    Revocation revocation,
    String minVersion,
    Auth.@Nullable MutualTls identity) {}
