package io.probity.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** When a certificate should have been renewed. Pure. */
public final class CertificateExpiry {
  private static final Duration AT_MOST = Duration.ofDays(14);

  private CertificateExpiry() {}

  /**
   * How long a certificate should still be valid where nothing else was said: 14 days, or a third
   * of its lifetime if that is less, so that certificates of a few days' life raise no alarm from
   * their first hour.
   */
  public static Duration defaultMargin(X509Certificate certificate) {
    Duration third =
        Duration.between(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant())
            .dividedBy(3);
    return third.compareTo(AT_MOST) < 0 ? third : AT_MOST;
  }

  /** How long it is still valid; negative: expired for so long. */
  public static Duration remaining(X509Certificate certificate, Instant now) {
    return Duration.between(now, certificate.getNotAfter().toInstant());
  }
}
