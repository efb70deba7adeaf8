package io.probity.check;

import io.probity.tls.TlsFacts;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What exporters show of a TLS connection.
 *
 * @param seen what this was told from
 * @param version such as "TLS 1.3", null: not negotiated
 * @param earliestNotAfter when the first certificate of the presented chain expires, null: none was
 *     presented
 */
public record PresentedTls(
    TlsFacts seen, @Nullable String version, @Nullable Instant earliestNotAfter) {

  /**
   * The same object again while a pooled connection shows the same facts.
   *
   * @param before null: nothing was seen before
   */
  static PresentedTls of(TlsFacts seen, @Nullable PresentedTls before) {
    if (before != null && before.seen == seen) {
      return before;
    }
    Instant earliest = null;
    for (X509Certificate each : seen.chain()) {
      Instant notAfter = each.getNotAfter().toInstant();
      earliest = earliest == null || notAfter.isBefore(earliest) ? notAfter : earliest;
    }
    String protocol = seen.protocol();
    return new PresentedTls(seen, protocol == null ? null : TlsVersion.shown(protocol), earliest);
  }
}
