package io.probity.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * How the peer's TLS is judged.
 *
 * @param verify false: the chain is recorded and judged for the record, but fails nothing
 * @param serverName sent as SNI and matched against the certificate; null: the URL's host
 * @param minVersion "1.2" or "1.3"
 */
public record TlsSpec(
    boolean verify, Revocation revocation, @Nullable String serverName, String minVersion) {}
