package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.probity.tls.PkixChainVerifier;
import io.probity.tls.TrustAnchors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real verifier inside real handshakes. */
class VerifiedProbeTest {
  private static final TestCa ROOT = TestCa.root("Verified root");

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void theVerdictOnTheChainDecidesTheHandshake(SslProvider engine) {
    TrustAnchors anchors = TrustAnchors.of(List.of(ROOT.certificate()));
    Instant now = Instant.now();
    TestCa.Issued expired =
        ROOT.leaf(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)), "x.test");
    try (ProberFixture probe = new ProberFixture(engine, new PkixChainVerifier(anchors))) {
      assertThat(failure(probe, ROOT.leaf("x.test"))).isNull();
      assertThat(failure(probe, expired)).isEqualTo(FailureClass.TLS_CERTIFICATE_EXPIRED);
      assertThat(failure(probe, ROOT.leaf("y.test"))).isEqualTo(FailureClass.TLS_HOSTNAME_MISMATCH);
      assertThat(failure(probe, TestCa.selfSigned("x.test")))
          .isEqualTo(FailureClass.TLS_SELF_SIGNED);
    }
  }

  private static FailureClass failure(ProberFixture probe, TestCa.Issued identity) {
    try (TargetServer server = TargetServer.tls(identity, with -> with.serveOk("fine"))) {
      Attempt attempt = probe.fresh(Specs.of(server.url("x.test", "/")));
      assertThat(attempt.tls().chain()).containsExactlyElementsOf(identity.chain());
      assertThat(attempt.tls().protocol()).isEqualTo("TLSv1.3");
      return attempt.failure() == null ? null : attempt.failure().cls();
    }
  }
}
