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
 * @param revocation what each source said of the chain's certificates; empty: none was asked
 */
public record TlsFacts(
    List<X509Certificate> chain,
    @Nullable String protocol,
    @Nullable String cipher,
    @Nullable ChainVerdict verdict,
    List<Standing> revocation) {
  /** Facts of a connection whose certificates were not searched for revocation. */
  public TlsFacts(
      List<X509Certificate> chain,
      @Nullable String protocol,
      @Nullable String cipher,
      @Nullable ChainVerdict verdict) {
    this(chain, protocol, cipher, verdict, List.of());
  }
}
