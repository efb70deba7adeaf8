package io.probity.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long before the end of a certificate people are warned, longest first. Pure.
 *
 * <p>The thresholds are meant for certificates of 60 days and more. Of a shorter one each is the
 * same share of its lifetime as it is of 120 days: the first of the default ones is a quarter, so
 * that the usual renewal at a third of the lifetime comes before any warning.
 */
public final class ExpiryThresholds {
  private static final Duration SHORT_LIVED = Duration.ofDays(60);
  private static final Duration WHOLE = Duration.ofDays(120);

  private final List<Duration> thresholds;

  /**
   * Thresholds in any order; may be empty.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public ExpiryThresholds(List<Duration> thresholds) {
    for (Duration each : thresholds) {
      if (each.isZero() || each.isNegative()) {
        throw new IllegalArgumentException("a threshold must be positive, not " + each);
      }
    }
    this.thresholds = thresholds.stream().distinct().sorted(Comparator.reverseOrder()).toList();
  }

  /** Those of one certificate, longest first, in whole seconds; the last is zero, its end. */
  List<Duration> of(X509Certificate certificate) {
    Duration lifetime =
        Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    boolean scaled = lifetime.compareTo(SHORT_LIVED) < 0;
    return Stream.concat(
            thresholds.stream().map(each -> scaled ? share(each, lifetime) : each),
            Stream.of(Duration.ZERO))
        .distinct()
        .toList();
  }

  private static Duration share(Duration threshold, Duration lifetime) {
    double share = (double) threshold.toSeconds() / WHOLE.toSeconds();
    return Duration.ofSeconds(Math.max(0, (long) (lifetime.toSeconds() * share)));
  }

  /** The shortest threshold that a certificate has reached; zero: it has expired. */
  public Optional<Duration> reached(X509Certificate certificate, Instant now) {
    Duration remaining = CertificateExpiry.remaining(certificate, now);
    return of(certificate).stream()
        .filter(each -> remaining.compareTo(each) <= 0)
        .min(Comparator.naturalOrder());
  }

  /** When it reaches the next one; empty: it has expired. */
  public Optional<Instant> next(X509Certificate certificate, Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    return of(certificate).stream().map(end::minus).filter(now::isBefore).findFirst();
  }
}
