package io.probity.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.CertificateRequest;
import io.probity.testing.RevocationMint;
import io.probity.testing.TestCa;
import io.probity.tls.Standing.Status;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class RevocationListTest {
  private static final String URL = "http://crl.test/1.crl";
  private static final TestCa ROOT = TestCa.root("CRL root");
  private static final X509Certificate LEAF = ROOT.leaf("x.test").leaf();
  private static final X509Certificate OTHER = ROOT.leaf("y.test").leaf();
  private static final Instant NOW = Instant.now();

  private static Standing judge(byte[] list) {
    return new RevocationList(LEAF, ROOT.certificate(), URL, NOW).judge(list);
  }

  @Test
  void findsTheCertificateAmongOthersOrNot() {
    assertThat(judge(ROOT.revocations().list()).status()).isEqualTo(Status.GOOD);
    assertThat(judge(ROOT.revocations().list(OTHER)).status()).isEqualTo(Status.GOOD);
    Standing revoked = judge(ROOT.revocations().list(OTHER, LEAF));
    assertThat(revoked.status()).isEqualTo(Status.REVOKED);
    assertThat(revoked.revokedAt()).isEqualTo(RevocationMint.REVOKED_AT);
    assertThat(revoked.reason()).isEqualTo("key_compromise");
    assertThat(revoked.until()).isAfter(NOW);
  }

  @Test
  void onlyTheIssuersOwnListCounts() {
    TestCa stranger = TestCa.root("Stranger");
    TestCa namesake = TestCa.root("CRL root");
    assertThat(judge(stranger.revocations().list(LEAF)).status()).isEqualTo(Status.UNTRUSTED);
    assertThat(judge(namesake.revocations().list(LEAF)).status()).isEqualTo(Status.UNTRUSTED);
    TestCa mute = TestCa.root(CertificateRequest.ca("Mute").usage(KeyUsage.keyCertSign));
    X509Certificate leaf = mute.leaf("x.test").leaf();
    assertThat(
            new RevocationList(leaf, mute.certificate(), URL, NOW)
                .judge(mute.revocations().list(leaf))
                .status())
        .isEqualTo(Status.UNTRUSTED);
  }

  @Test
  void aPartCountsIfTheCertificatePointsToIt() {
    assertThat(judge(ROOT.revocations().part(URL, false).list(LEAF)).status())
        .isEqualTo(Status.REVOKED);
    assertThat(judge(ROOT.revocations().part(URL, true).list(LEAF)).status())
        .isEqualTo(Status.UNUSABLE);
    assertThat(judge(ROOT.revocations().part(URL + "2", false).list(LEAF)).status())
        .isEqualTo(Status.UNUSABLE);
  }

  @Test
  void anOldListSaysNothing() {
    Instant yesterday = NOW.minus(Duration.ofDays(1));
    byte[] old = ROOT.revocations().current(yesterday, yesterday.plusSeconds(60)).list(LEAF);
    assertThat(judge(old).status()).isEqualTo(Status.STALE);
  }

  @Test
  void whateverIsCutHasAStandingAndIsNeverTakenForGoodOrRevoked() {
    byte[] sound = ROOT.revocations().list(OTHER);
    for (int i = 0; i < sound.length; i++) {
      assertThat(judge(Arrays.copyOf(sound, i)).isConclusive()).isFalse();
    }
  }
}
