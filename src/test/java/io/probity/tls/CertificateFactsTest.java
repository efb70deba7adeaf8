package io.probity.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.testing.CertificateRequest;
import io.probity.testing.TestCa;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateFactsTest {
  private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");

  private final TestCa root = TestCa.root("Root");

  @Test
  void readsWhatPeopleWantToKnow() {
    CertificateFacts facts =
        CertificateFacts.of(
            root.issue(
                    CertificateRequest.leaf("a.example", "127.0.0.1", "a.example", "*.b.example")
                        .valid(FROM, FROM.plus(Duration.ofDays(90))))
                .leaf());
    assertThat(facts.subject()).isEqualTo("CN=a.example");
    assertThat(facts.issuer()).isEqualTo("CN=Root");
    assertThat(facts.subjectAlternativeNames())
        .containsExactly("a.example", "*.b.example", "127.0.0.1");
    assertThat(facts.serialNumber()).matches("[0-9a-f]+");
    assertThat(facts.notBefore()).isEqualTo(FROM);
    assertThat(facts.notAfter()).isEqualTo(FROM.plus(Duration.ofDays(90)));
    assertThat(facts.sha256()).matches("[0-9a-f]{64}");
    assertThat(facts.signatureAlgorithm()).isEqualTo("SHA256withECDSA");
  }

  @ParameterizedTest
  @CsvSource({"EC, EC P-256", "EC 384, EC P-384", "RSA 2048, RSA 2048", "Ed25519 255, Ed25519"})
  void namesKeys(String spec, String name) {
    TestCa.Issued issued = root.issue(CertificateRequest.leaf("a.example").key(spec));
    assertThat(CertificateFacts.of(issued.leaf()).key()).isEqualTo(name);
  }

  @Test
  void becomesTheObjectOfTheApi() {
    ObjectNode json =
        CertificateJson.of(
            new CertificateFacts(
                "CN=a",
                "CN=b",
                List.of("a.example"),
                "3f",
                FROM,
                FROM.plusSeconds(1),
                "00",
                "EC P-256",
                "SHA256withECDSA"));
    assertThat(json)
        .hasToString(
            """
            {"subject":"CN=a","issuer":"CN=b","subjectAlternativeNames":["a.example"],\
            "serialNumber":"3f","notBefore":"2026-11-01T00:00:00Z",\
            "notAfter":"2026-11-01T00:00:01Z","sha256":"00","key":"EC P-256",\
            "signatureAlgorithm":"SHA256withECDSA"}""");
  }

  @ParameterizedTest
  @CsvSource({"P90D, P14D", "P42D, P14D", "P30D, P10D", "P6D, P2D", "PT3H, PT1H"})
  void theDefaultMarginIsFourteenDaysOrAThirdOfTheLife(Duration life, Duration margin) {
    TestCa.Issued issued =
        root.issue(CertificateRequest.leaf("a.example").valid(FROM, FROM.plus(life)));
    assertThat(CertificateExpiry.defaultMargin(issued.leaf())).isEqualTo(margin);
    assertThat(CertificateExpiry.remaining(issued.leaf(), FROM.plusSeconds(1)))
        .isEqualTo(life.minusSeconds(1));
    assertThat(CertificateExpiry.remaining(issued.leaf(), FROM.plus(life).plusSeconds(5)))
        .isEqualTo(Duration.ofSeconds(-5));
  }
}
