package io.probity.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.CertificateRequest;
import io.probity.testing.RevocationMint;
import io.probity.testing.TestCa;
import io.probity.tls.Standing.Source;
import io.probity.tls.Standing.Status;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OcspResponseTest {
  private static final TestCa ROOT = TestCa.root("OCSP root");
  private static final TestCa OTHER = TestCa.root("Other OCSP root");
  private static final X509Certificate LEAF = ROOT.leaf("x.test").leaf();
  private static final Instant NOW = Instant.now();

  private static Standing judge(byte[] response) {
    return new OcspResponse(Source.STAPLE, LEAF, ROOT.certificate(), NOW).judge(response);
  }

  @Test
  void tellsGoodRevokedAndUnknownApart() {
    assertThat(judge(ROOT.revocations().good(LEAF)).status()).isEqualTo(Status.GOOD);
    assertThat(judge(ROOT.revocations().unknown(LEAF)).status()).isEqualTo(Status.UNKNOWN);
    Standing revoked = judge(ROOT.revocations().revoked(LEAF));
    assertThat(revoked.status()).isEqualTo(Status.REVOKED);
    assertThat(revoked.revokedAt()).isEqualTo(RevocationMint.REVOKED_AT);
    assertThat(revoked.reason()).isEqualTo("key_compromise");
    assertThat(revoked.until()).isAfter(NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA 2048", "EC"})
  void takesTheKindsOfKeysThatCasHave(String key) {
    TestCa ca = TestCa.root(CertificateRequest.ca("CA").key(key));
    X509Certificate leaf = ca.issue(CertificateRequest.leaf("x.test", "x.test")).leaf();
    OcspResponse response = new OcspResponse(Source.STAPLE, leaf, ca.certificate(), NOW);
    assertThat(response.judge(ca.revocations().revoked(leaf)).status()).isEqualTo(Status.REVOKED);
  }

  @Test
  void anotherCertificatesResponseIsForeign() {
    X509Certificate other = ROOT.leaf("x.test").leaf();
    assertThat(judge(ROOT.revocations().revoked(other)).status()).isEqualTo(Status.FOREIGN);
    assertThat(judge(OTHER.revocations().revoked(LEAF)).status()).isEqualTo(Status.FOREIGN);
  }

  @Test
  void onlyTheIssuerOrItsDelegateMaySign() {
    assertThat(signedBy(ROOT, KeyPurposeId.id_kp_OCSPSigning).status()).isEqualTo(Status.REVOKED);
    assertThat(signedBy(ROOT, KeyPurposeId.id_kp_serverAuth).status()).isEqualTo(Status.UNTRUSTED);
    assertThat(signedBy(OTHER, KeyPurposeId.id_kp_OCSPSigning).status())
        .isEqualTo(Status.UNTRUSTED);
    TestCa namesake = TestCa.root("OCSP root");
    assertThat(signedBy(namesake, KeyPurposeId.id_kp_OCSPSigning).status())
        .isEqualTo(Status.UNTRUSTED);
    TestCa.Issued plain = ROOT.leaf("x.test");
    assertThat(judge(ROOT.revocations().signedBy(plain).revoked(LEAF)).status())
        .isEqualTo(Status.UNTRUSTED);
  }

  @Test
  void anExpiredDelegateProvesNothing() {
    TestCa.Issued delegate =
        ROOT.issue(
            CertificateRequest.leaf("responder")
                .purpose(false, KeyPurposeId.id_kp_OCSPSigning)
                .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1))));
    assertThat(judge(ROOT.revocations().signedBy(delegate).revoked(LEAF)).status())
        .isEqualTo(Status.UNTRUSTED);
  }

  @Test
  void aDelegateUnderAWeakSignatureProvesNothing() {
    TestCa.Issued delegate =
        ROOT.issue(
            CertificateRequest.leaf("responder")
                .purpose(false, KeyPurposeId.id_kp_OCSPSigning)
                .digest("SHA1"));
    assertThat(judge(ROOT.revocations().signedBy(delegate).revoked(LEAF)).status())
        .isEqualTo(Status.UNTRUSTED);
  }

  private static Standing signedBy(TestCa ca, KeyPurposeId purpose) {
    TestCa.Issued delegate = ca.issue(CertificateRequest.leaf("responder").purpose(false, purpose));
    return judge(ROOT.revocations().signedBy(delegate).revoked(LEAF));
  }

  @Test
  void countsOnlyWhileItIsCurrentWithAllowanceForClocks() {
    assertThat(at(-120, -6)).isEqualTo(Status.STALE);
    assertThat(at(6, 120)).isEqualTo(Status.STALE);
    assertThat(at(-120, -4)).isEqualTo(Status.REVOKED);
    assertThat(at(4, 120)).isEqualTo(Status.REVOKED);
  }

  @Test
  void withoutAnEndItCountsForADay() {
    byte[] young = ROOT.revocations().current(NOW.minus(Duration.ofHours(20)), null).revoked(LEAF);
    byte[] old = ROOT.revocations().current(NOW.minus(Duration.ofHours(30)), null).revoked(LEAF);
    assertThat(judge(young).status()).isEqualTo(Status.REVOKED);
    assertThat(judge(old).status()).isEqualTo(Status.STALE);
  }

  private static Status at(int fromMinutes, int toMinutes) {
    Instant from = NOW.plus(Duration.ofMinutes(fromMinutes));
    Instant to = NOW.plus(Duration.ofMinutes(toMinutes));
    return judge(ROOT.revocations().current(from, to).revoked(LEAF)).status();
  }

  @Test
  void whateverIsCutOrTurnedOverHasAStandingAndIsNeverTakenForRevoked() {
    byte[] sound = ROOT.revocations().revoked(LEAF);
    for (int i = 0; i < sound.length; i++) {
      assertThat(judge(Arrays.copyOf(sound, i)).status()).isNotEqualTo(Status.REVOKED);
    }
    int signedEnd = sound.length - 80;
    for (int i = 30; i < signedEnd; i++) {
      byte[] turned = sound.clone();
      turned[i] ^= 0x01;
      assertThat(judge(turned).status()).as("byte %d", i).isNotEqualTo(Status.REVOKED);
    }
  }

  @Test
  void aRefusalOfTheResponderIsToldByItsNumber() {
    Standing tryLater = judge(new byte[] {0x30, 3, 0x0a, 1, 3});
    assertThat(tryLater.status()).isEqualTo(Status.UNAVAILABLE);
    assertThat(tryLater.reason()).isEqualTo("responder_status_3");
  }

  @Test
  void asksForTheVeryCertificateInWordsThatOthersUnderstand() throws Exception {
    byte[] request = CertificateId.of(LEAF, ROOT.certificate()).request();
    CertificateID expected =
        new CertificateID(
            new BcDigestCalculatorProvider().get(CertificateID.HASH_SHA1),
            new JcaX509CertificateHolder(ROOT.certificate()),
            LEAF.getSerialNumber());
    OCSPReq read = new OCSPReq(request);
    assertThat(read.getRequestList()).hasSize(1);
    assertThat(read.getRequestList()[0].getCertID()).isEqualTo(expected);
  }
}
