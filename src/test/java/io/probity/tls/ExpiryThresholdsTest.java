package io.probity.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.testing.TestCa;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryThresholdsTest {
  private static final TestCa CA = TestCa.root("Test Root");
  private static final Instant START = Instant.parse("2026-09-01T00:00:00Z");
  private static final ExpiryThresholds DEFAULTS =
      new ExpiryThresholds(Stream.of(1, 30, 7, 14, 3).map(Duration::ofDays).toList());

  private static X509Certificate living(Duration lifetime) {
    return CA.leaf(START, START.plus(lifetime), "orders.example.com").leaf();
  }

  @Test
  void areDaysForCertificatesOfSixtyDaysAndMore() {
    assertThat(DEFAULTS.of(living(Duration.ofDays(60))))
        .containsExactly(
            Duration.ofDays(30),
            Duration.ofDays(14),
            Duration.ofDays(7),
            Duration.ofDays(3),
            Duration.ofDays(1),
            Duration.ZERO);
  }

  @Test
  void areSharesOfShorterLifetimesTheFirstAfterTheUsualRenewal() {
    Duration sixDays = Duration.ofDays(6);
    assertThat(DEFAULTS.of(living(sixDays)))
        .containsExactly(
            Duration.ofHours(36),
            Duration.ofMinutes(16 * 60 + 48),
            Duration.ofMinutes(8 * 60 + 24),
            Duration.ofMinutes(3 * 60 + 36),
            Duration.ofMinutes(72),
            Duration.ZERO)
        .allMatch(each -> each.compareTo(sixDays.dividedBy(3)) < 0);
  }

  @ParameterizedTest
  @CsvSource({
    "P31D, ",
    "P30D, P30D",
    "P29D, P30D",
    "P13D, P14D",
    "PT1H, P1D",
    "PT0S, PT0S",
    "P-5D, PT0S"
  })
  void reachesTheShortestThatIsNotShorterThanWhatIsLeft(Duration left, Duration reached) {
    X509Certificate certificate = living(Duration.ofDays(90));
    Instant now = certificate.getNotAfter().toInstant().minus(left);
    assertThat(DEFAULTS.reached(certificate, now).orElse(null)).isEqualTo(reached);
  }

  @Test
  void tellsWhenTheNextIsReached() {
    X509Certificate certificate = living(Duration.ofDays(90));
    Instant end = certificate.getNotAfter().toInstant();
    assertThat(DEFAULTS.next(certificate, START)).contains(end.minus(Duration.ofDays(30)));
    assertThat(DEFAULTS.next(certificate, end.minus(Duration.ofDays(30))))
        .contains(end.minus(Duration.ofDays(14)));
    assertThat(DEFAULTS.next(certificate, end.minus(Duration.ofHours(1)))).contains(end);
    assertThat(DEFAULTS.next(certificate, end)).isEmpty();
  }

  @Test
  void mayBeNoneAndMustBePositive() {
    X509Certificate certificate = living(Duration.ofDays(90));
    Instant end = certificate.getNotAfter().toInstant();
    ExpiryThresholds none = new ExpiryThresholds(List.of());
    assertThat(none.reached(certificate, end.minusSeconds(1))).isEmpty();
    assertThat(none.reached(certificate, end)).contains(Duration.ZERO);
    assertThatThrownBy(() -> new ExpiryThresholds(List.of(Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
