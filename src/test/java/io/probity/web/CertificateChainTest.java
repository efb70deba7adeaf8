package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.history.Sighting;
import io.probity.probe.FailureClass;
import io.probity.testing.TestCa;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CertificateChainTest {
  private static final Instant NOW = Gallery.NOW;
  private static final TestCa ROOT = TestCa.root("The Root");
  private static final TestCa BETWEEN =
      ROOT.intermediate(
          "The Intermediate", NOW.minus(Duration.ofDays(90)), NOW.plus(Duration.ofDays(900)));

  @Test
  void endsWithTheIssuerThatWasNotSent() {
    CertificateChain chain =
        of(List.of(leaf(Duration.ofDays(60)), BETWEEN.certificate()), null, null);
    assertThat(chain.isValid()).isTrue();
    assertThat(chain.links())
        .extracting(CertificateChain.Link::role)
        .containsExactly("Leaf", "Intermediate");
    assertThat(chain.links().get(0).validity()).isEqualTo("60 d left");
    assertThat(chain.anchor()).isEqualTo(new CertificateChain.Anchor("The Root", false));
  }

  @Test
  void endsWithARootThatWasSent() {
    CertificateChain chain =
        of(
            List.of(leaf(Duration.ofDays(3)), BETWEEN.certificate(), ROOT.certificate()),
            null,
            null);
    assertThat(chain.links().get(2).role()).isEqualTo("Root");
    assertThat(chain.links().get(0).state()).isEqualTo("degraded");
    assertThat(chain.anchor()).isNull();
  }

  @Test
  void marksTheElementAtFault() {
    CertificateChain chain =
        of(
            List.of(leaf(Duration.ofMinutes(-5)), BETWEEN.certificate()),
            FailureClass.TLS_CERTIFICATE_EXPIRED,
            0);
    assertThat(chain.isValid()).isFalse();
    assertThat(chain.links().get(0).isFaulty()).isTrue();
    assertThat(chain.links().get(0).fault()).isEqualTo("why");
    assertThat(chain.links().get(0).validity()).isEqualTo("Expired 5 min ago");
    assertThat(chain.links().get(1).isFaulty()).isFalse();
  }

  @Test
  void marksTheIssuerThatIsMissing() {
    CertificateChain chain =
        of(List.of(leaf(Duration.ofDays(60))), FailureClass.TLS_INCOMPLETE_CHAIN, 0);
    assertThat(chain.anchor()).isEqualTo(new CertificateChain.Anchor("The Intermediate", true));
  }

  private static X509Certificate leaf(Duration left) {
    return BETWEEN.leaf(NOW.minus(Duration.ofDays(30)), NOW.plus(left), "h.example").leaf();
  }

  private static CertificateChain of(
      List<X509Certificate> chain, @Nullable FailureClass problem, @Nullable Integer atFault) {
    return CertificateChain.of(
        new Sighting(
            NOW,
            chain,
            problem,
            atFault,
            problem == null ? null : "why",
            "TLSv1.3",
            null,
            "203.0.113.7"),
        NOW);
  }
}
