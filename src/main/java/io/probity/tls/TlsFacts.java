package io.probity.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a TLS connection, kept on success and on failure.
 *
 * @param chain as presented, leaf first; empty if none was presented
 * @param protocol e.g. "TLSv1.3", null: not negotiated
 * @param cipher IANA name, null: not negotiated
 * @param verdict null: no chain was presented
 */
public record TlsFacts(
    List<X509Certificate> chain,
    @Nullable String protocol,
    @Nullable String cipher,
    @Nullable ChainVerdict verdict) {}
