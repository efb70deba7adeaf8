package io.probity.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges a presented chain: path validation, usage, strength, name. Pure, thread-safe, never
 * blocks.
 */
public interface ChainVerifier {
  /**
   * Judges a chain.
   *
   * @param presented as the peer sent it, leaf first, not empty; may be disordered or hold extra
   *     certificates
   * @param host the name (ASCII) or IP literal that the leaf must be valid for
   */
  ChainVerdict verify(List<X509Certificate> presented, String host, Instant now);

  /**
   * Who issued a certificate of the chain, proven by its signature.
   *
   * @return null: nobody who was presented or is trusted, or the certificate is trusted by itself
   */
  default @Nullable X509Certificate issuer(
      X509Certificate certificate, List<X509Certificate> presented) {
    return presented.stream()
        .limit(20)
        .filter(other -> !other.equals(certificate))
        .filter(
            other ->
                other.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                    && ChainPaths.isSignedBy(certificate, other.getPublicKey()))
        .findFirst()
        .orElse(null);
  }
}
