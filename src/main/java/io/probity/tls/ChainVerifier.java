package io.probity.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

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
}
