package io.probity.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.CertificateRequest;
import io.probity.testing.TestCa;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachingChainVerifierTest {
  private static final String HOST = "a.example";
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final TestCa root = TestCa.root("Root");
  private final AtomicInteger asked = new AtomicInteger();
  private final ChainVerifier pkix =
      new PkixChainVerifier(TrustAnchors.of(List.of(root.certificate())));
  private final ChainVerifier caching =
      new CachingChainVerifier(
          (presented, host, now) -> {
            asked.incrementAndGet();
            return pkix.verify(presented, host, now);
          });

  private static CertificateRequest leaf() {
    return CertificateRequest.leaf(HOST, HOST);
  }

  @Test
  void remembersGoodVerdictsForAnHourByChainAndHost() {
    TestCa.Issued issued = root.issue(leaf());
    caching.verify(issued.chain(), HOST, NOW);
    caching.verify(issued.chain(), HOST, NOW.plusSeconds(3599));
    assertThat(asked).hasValue(1);
    caching.verify(issued.chain(), HOST, NOW.plusSeconds(3600));
    assertThat(asked).hasValue(2);
    assertThat(caching.verify(issued.chain(), "b.example", NOW).problem())
        .isEqualTo(ChainProblem.HOSTNAME_MISMATCH);
    assertThat(caching.verify(root.issue(leaf()).chain(), HOST, NOW).problem()).isNull();
    assertThat(asked).hasValue(4);
  }

  @Test
  void forgetsAGoodVerdictWhenTheCertificateExpires() {
    TestCa.Issued issued =
        root.issue(leaf().valid(NOW.minus(Duration.ofDays(1)), NOW.plusSeconds(60)));
    assertThat(caching.verify(issued.chain(), HOST, NOW)).isEqualTo(ChainVerdict.VALID);
    assertThat(caching.verify(issued.chain(), HOST, NOW.plusSeconds(61)).problem())
        .isEqualTo(ChainProblem.CERTIFICATE_EXPIRED);
  }

  @Test
  void remembersBadVerdictsForAMinute() {
    List<java.security.cert.X509Certificate> chain = TestCa.selfSigned(HOST).chain();
    caching.verify(chain, HOST, NOW);
    assertThat(caching.verify(chain, HOST, NOW.plusSeconds(59)).problem())
        .isEqualTo(ChainProblem.SELF_SIGNED);
    assertThat(asked).hasValue(1);
    caching.verify(chain, HOST, NOW.plusSeconds(60));
    assertThat(asked).hasValue(2);
  }

  @Test
  void doesNotTrustAVerdictFromAfterAClockThatWasSetBack() {
    TestCa.Issued issued = root.issue(leaf());
    caching.verify(issued.chain(), HOST, NOW);
    assertThat(caching.verify(issued.chain(), HOST, NOW.minus(Duration.ofDays(3))).problem())
        .isEqualTo(ChainProblem.CERTIFICATE_NOT_YET_VALID);
  }
}
