package io.probity.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.CertificateRequest;
import io.probity.testing.TestCa;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PkixChainVerifierTest {
  private static final String HOST = "orders.example.com";
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final TestCa root = TestCa.root("Root");
  private final TestCa issuing = root.intermediate(CertificateRequest.ca("Issuing"));
  private final ChainVerifier verifier = trusting(root);

  private static ChainVerifier trusting(TestCa... roots) {
    return new PkixChainVerifier(
        TrustAnchors.of(Arrays.stream(roots).map(TestCa::certificate).toList()));
  }

  private static CertificateRequest leaf() {
    return CertificateRequest.leaf(HOST, HOST);
  }

  private static Instant days(long days) {
    return NOW.plus(Duration.ofDays(days));
  }

  private ChainVerdict verify(List<X509Certificate> chain) {
    return verifier.verify(chain, HOST, NOW);
  }

  private ChainVerdict verify(CertificateRequest leaf) {
    return verify(issuing.issue(leaf, issuing).chain());
  }

  private static void assertProblem(ChainVerdict verdict, ChainProblem problem, int atFault) {
    assertThat(verdict.problem()).as(verdict.toString()).isEqualTo(problem);
    assertThat(verdict.atFault()).isEqualTo(atFault);
    assertThat(verdict.detail()).endsWith(".").matches("(?s)[A-Z0-9].*");
  }

  @Test
  void aSoundChainIsValid() {
    assertThat(verify(leaf())).isEqualTo(ChainVerdict.VALID);
  }

  @Test
  void orderExtrasAndAPresentedRootDoNotMatter() {
    TestCa lower = issuing.intermediate(CertificateRequest.ca("Lower"));
    TestCa stranger = TestCa.root("Stranger");
    X509Certificate own = lower.issue(leaf()).leaf();
    assertThat(
            verify(
                List.of(
                    own,
                    root.certificate(),
                    stranger.certificate(),
                    issuing.certificate(),
                    lower.certificate(),
                    own)))
        .isEqualTo(ChainVerdict.VALID);
  }

  @Test
  void anAnchorMayBeAnIntermediateOrTheLeafItself() {
    List<X509Certificate> chain = issuing.issue(leaf(), issuing).chain();
    assertThat(trusting(issuing).verify(chain, HOST, NOW)).isEqualTo(ChainVerdict.VALID);
    TestCa.Issued self = TestCa.selfSigned(HOST);
    ChainVerifier pinned = new PkixChainVerifier(TrustAnchors.of(self.chain()));
    assertThat(pinned.verify(self.chain(), HOST, NOW)).isEqualTo(ChainVerdict.VALID);
    assertProblem(
        pinned.verify(self.chain(), "other.example.com", NOW), ChainProblem.HOSTNAME_MISMATCH, 0);
  }

  @Test
  void anExpiredCrossSignatureDoesNotMatterWhereTheRootIsTrusted() {
    TestCa old = TestCa.root("Old Root");
    X509Certificate cross = old.crossSign(root, days(-3000), days(-1));
    List<X509Certificate> chain = new ArrayList<>(issuing.issue(leaf(), issuing).chain());
    chain.add(cross);
    assertThat(trusting(root).verify(chain, HOST, NOW)).isEqualTo(ChainVerdict.VALID);
    assertThat(trusting(root, old).verify(chain, HOST, NOW)).isEqualTo(ChainVerdict.VALID);
    assertProblem(trusting(old).verify(chain, HOST, NOW), ChainProblem.INTERMEDIATE_EXPIRED, 2);
  }

  @Test
  void rootsOfOneNameAreToldApartByTheirKeys() {
    TestCa namesake = TestCa.root("Root");
    assertThat(trusting(namesake, root).verify(issuing.issue(leaf(), issuing).chain(), HOST, NOW))
        .isEqualTo(ChainVerdict.VALID);
    ChainVerdict wrong =
        trusting(namesake).verify(issuing.issue(leaf(), issuing).chain(), HOST, NOW);
    assertProblem(wrong, ChainProblem.INVALID_CHAIN, 1);
    assertThat(wrong.evidence()).containsEntry("reason", "signature_of_another_key");
  }

  @Test
  void anExpiredLeafIsSaidWithItsDate() {
    ChainVerdict verdict = verify(leaf().valid(days(-90), days(-2)));
    assertProblem(verdict, ChainProblem.CERTIFICATE_EXPIRED, 0);
    assertThat(verdict.detail())
        .startsWith("The certificate of orders.example.com (CN=orders.example.com, serial ")
        .endsWith(") expired on %s, 2 days ago.".formatted(days(-2)));
    assertThat(verdict.evidence())
        .containsEntry("notAfter", days(-2).toString())
        .containsKeys("subject", "issuer", "serialNumber")
        .doesNotContainKey("also");
  }

  @Test
  void aLeafOfTheFutureIsNotYetValid() {
    assertProblem(
        verify(leaf().valid(days(1), days(90))), ChainProblem.CERTIFICATE_NOT_YET_VALID, 0);
  }

  @Test
  void aSelfSignedLeafIsSaidSo() {
    assertProblem(verify(TestCa.selfSigned(HOST).chain()), ChainProblem.SELF_SIGNED, 0);
  }

  @Test
  void aPresentedRootThatIsNotTrustedIsAtFault() {
    TestCa stranger = TestCa.root("Stranger");
    TestCa middle = stranger.intermediate(CertificateRequest.ca("Middle"));
    assertProblem(
        verify(middle.issue(leaf(), middle, stranger).chain()), ChainProblem.UNTRUSTED_ROOT, 2);
  }

  @Test
  void aMissingIntermediateIsSaidWithWhereItIs() {
    ChainVerdict verdict =
        verify(issuing.issue(leaf().caIssuers("http://ca.example/issuing.crt")).chain());
    assertProblem(verdict, ChainProblem.INCOMPLETE_CHAIN, 0);
    assertThat(verdict.evidence())
        .containsEntry("caIssuers", "http://ca.example/issuing.crt")
        .containsEntry("missingIssuer", "CN=Issuing");
    assertThat(verdict.detail()).contains("CN=Issuing", "http://ca.example/issuing.crt");
  }

  @Test
  void aMissingIssuerWithoutAddressIsIncompleteToo() {
    TestCa middle = TestCa.root("Stranger").intermediate(CertificateRequest.ca("Middle"));
    ChainVerdict verdict = verify(middle.issue(leaf(), middle).chain());
    assertProblem(verdict, ChainProblem.INCOMPLETE_CHAIN, 1);
    assertThat(verdict.evidence()).doesNotContainKey("caIssuers");
  }

  @Test
  void anExpiredIntermediateOfTheOnlyPathIsAtFault() {
    TestCa stale = root.intermediate(CertificateRequest.ca("Stale").valid(days(-90), days(-3)));
    ChainVerdict verdict = verify(stale.issue(leaf(), stale).chain());
    assertProblem(verdict, ChainProblem.INTERMEDIATE_EXPIRED, 1);
    assertThat(verdict.detail()).contains("CN=Stale", days(-3).toString(), "3 days ago");
  }

  @Test
  void anIntermediateOfTheFutureIsInvalid() {
    TestCa early = root.intermediate(CertificateRequest.ca("Early").valid(days(1), days(9)));
    ChainVerdict verdict = verify(early.issue(leaf(), early).chain());
    assertProblem(verdict, ChainProblem.INVALID_CHAIN, 1);
    assertThat(verdict.evidence()).containsEntry("reason", "ca_not_yet_valid");
  }

  @Test
  void aLeafForAnotherPurposeHasTheWrongUsage() {
    assertProblem(
        verify(leaf().purpose(false, KeyPurposeId.id_kp_clientAuth)), ChainProblem.WRONG_USAGE, 0);
    assertProblem(
        verify(leaf().purpose(true, KeyPurposeId.id_kp_emailProtection)),
        ChainProblem.WRONG_USAGE,
        0);
    assertProblem(verify(leaf().usage(KeyUsage.nonRepudiation)), ChainProblem.WRONG_USAGE, 0);
    assertThat(verify(leaf().purpose(true, KeyPurposeId.id_kp_serverAuth)))
        .isEqualTo(ChainVerdict.VALID);
    assertThat(verify(leaf().purpose(false, KeyPurposeId.anyExtendedKeyUsage)))
        .isEqualTo(ChainVerdict.VALID);
    assertThat(verify(leaf().usage(KeyUsage.keyEncipherment))).isEqualTo(ChainVerdict.VALID);
  }

  @Test
  void anIssuerForAnotherPurposeHasTheWrongUsage() {
    TestCa mail =
        root.intermediate(
            CertificateRequest.ca("Mail").purpose(false, KeyPurposeId.id_kp_emailProtection));
    assertProblem(verify(mail.issue(leaf(), mail).chain()), ChainProblem.WRONG_USAGE, 1);
  }

  @Test
  void weakKeysAreFoundWhereverTheyAre() {
    ChainVerdict verdict = verify(leaf().key("RSA 1024"));
    assertProblem(verdict, ChainProblem.WEAK_KEY, 0);
    assertThat(verdict.detail()).contains("RSA 1024");
    TestCa weak = root.intermediate(CertificateRequest.ca("Weak").key("RSA 1024"));
    assertProblem(verify(weak.issue(leaf(), weak).chain()), ChainProblem.WEAK_KEY, 1);
    assertThat(verify(leaf().key("RSA 2048"))).isEqualTo(ChainVerdict.VALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA1", "MD5"})
  void weakSignaturesAreFoundButNotOnTheAnchor(String digest) {
    TestCa rsa = TestCa.root(CertificateRequest.ca("RSA").key("RSA 2048").digest(digest));
    ChainVerifier trusting = trusting(rsa);
    assertThat(trusting.verify(rsa.issue(leaf()).chain(), HOST, NOW)).isEqualTo(ChainVerdict.VALID);
    ChainVerdict verdict = trusting.verify(rsa.issue(leaf().digest(digest)).chain(), HOST, NOW);
    assertProblem(verdict, ChainProblem.WEAK_SIGNATURE, 0);
    assertThat(verdict.detail()).contains(digest + "withRSA");
  }

  @Test
  void anIssuerThatIsNoCaIsFound() {
    TestCa impostor = issuing.intermediate(CertificateRequest.leaf("Impostor"));
    assertProblem(
        verify(impostor.issue(leaf(), impostor, issuing).chain()), ChainProblem.INVALID_CA, 1);
    TestCa signsNot =
        root.intermediate(CertificateRequest.ca("Signs not").usage(KeyUsage.digitalSignature));
    assertProblem(verify(signsNot.issue(leaf(), signsNot).chain()), ChainProblem.INVALID_CA, 1);
  }

  @Test
  void anExceededPathLengthIsFound() {
    TestCa upper = root.intermediate(CertificateRequest.ca("Upper").pathLength(0));
    TestCa lower = upper.intermediate(CertificateRequest.ca("Lower"));
    assertThat(verify(upper.issue(leaf(), upper).chain())).isEqualTo(ChainVerdict.VALID);
    assertProblem(verify(lower.issue(leaf(), lower, upper).chain()), ChainProblem.INVALID_CA, 1);
  }

  @Test
  void namesThatACaMayNotCertifyAreFound() {
    TestCa narrow = root.intermediate(CertificateRequest.ca("Narrow").permitting("example.org"));
    assertProblem(verify(narrow.issue(leaf(), narrow).chain()), ChainProblem.NAME_CONSTRAINT, 0);
    TestCa wide = root.intermediate(CertificateRequest.ca("Wide").permitting("example.com"));
    assertThat(verify(wide.issue(leaf(), wide).chain())).isEqualTo(ChainVerdict.VALID);
  }

  @Test
  void theNameConstraintsOfAnAnchorHoldToo() {
    TestCa narrow = TestCa.root(CertificateRequest.ca("Narrow").permitting("example.org"));
    assertProblem(
        trusting(narrow).verify(narrow.issue(leaf()).chain(), HOST, NOW),
        ChainProblem.NAME_CONSTRAINT,
        0);
  }

  @Test
  void anExpiredAnchorDoesNotLiftItsNameConstraints() {
    TestCa narrow =
        TestCa.root(
            CertificateRequest.ca("Narrow").permitting("example.org").valid(days(-90), days(-1)));
    ChainVerdict verdict = trusting(narrow).verify(narrow.issue(leaf()).chain(), HOST, NOW);
    assertProblem(verdict, ChainProblem.INVALID_CHAIN, -1);
    assertThat(verdict.evidence()).containsEntry("reason", "expired");
  }

  @Test
  void anExpiredAnchorIsTrustedAllTheSame() {
    TestCa old = TestCa.root(CertificateRequest.ca("Old").valid(days(-90), days(-1)));
    assertThat(trusting(old).verify(old.issue(leaf()).chain(), HOST, NOW))
        .isEqualTo(ChainVerdict.VALID);
  }

  @Test
  void anythingElseIsInvalidWithItsReason() {
    ChainVerdict verdict = verify(leaf().unknownCritical());
    assertProblem(verdict, ChainProblem.INVALID_CHAIN, 0);
    assertThat(verdict.evidence()).containsEntry("reason", "unrecognized_crit_ext");
  }

  @Test
  void anotherNameIsAMismatchThatListsTheNames() {
    ChainVerdict verdict = verify(CertificateRequest.leaf("a.example", "a.example", "10.0.0.1"));
    assertProblem(verdict, ChainProblem.HOSTNAME_MISMATCH, 0);
    assertThat(verdict.detail()).contains("a.example, 10.0.0.1, not for orders.example.com");
    assertThat(verdict.evidence()).containsEntry("names", List.of("a.example", "10.0.0.1"));
  }

  @Test
  void whatACertificateSaysAtLengthIsCut() {
    String[] names = new String[10];
    Arrays.setAll(names, i -> "n" + i + "." + "long.".repeat(500) + "example");
    ChainVerdict verdict = verify(CertificateRequest.leaf("a.example", names));
    assertThat(verdict.problem()).isEqualTo(ChainProblem.HOSTNAME_MISMATCH);
    assertThat(verdict.detail()).hasSizeLessThan(2_000);
    assertThat(verdict.evidence().toString()).hasSizeLessThan(4_000);
    ChainVerdict cut =
        verify(
            issuing
                .issue(leaf().caIssuers("http://ca.example/" + "x".repeat(6_000)))
                .chain()
                .subList(0, 1));
    assertThat(cut.problem()).isEqualTo(ChainProblem.INCOMPLETE_CHAIN);
    assertThat(cut.detail()).hasSizeLessThan(2_000);
    assertThat(cut.evidence().toString()).hasSizeLessThan(4_000);
  }

  @Test
  void theCommonNameCountsForNothing() {
    assertProblem(verify(CertificateRequest.leaf(HOST)), ChainProblem.HOSTNAME_MISMATCH, 0);
  }

  @Test
  void expiryComesBeforeTrustAndTrustBeforeTheName() {
    TestCa stranger = TestCa.root("Stranger");
    CertificateRequest other = CertificateRequest.leaf("other", "other.example");
    ChainVerdict expired =
        verify(stranger.issue(other.valid(days(-9), days(-1)), stranger).chain());
    assertProblem(expired, ChainProblem.CERTIFICATE_EXPIRED, 0);
    assertThat(expired.evidence())
        .containsEntry("also", List.of("untrusted_root", "hostname_mismatch"));

    ChainVerdict selfSigned = verify(TestCa.selfSigned("other.example").chain());
    assertProblem(selfSigned, ChainProblem.SELF_SIGNED, 0);
    assertThat(selfSigned.evidence()).containsEntry("also", List.of("hostname_mismatch"));
  }

  @Test
  void manyNamesakesDoNotMakeItSlow() {
    List<X509Certificate> chain = new ArrayList<>(issuing.issue(leaf()).chain());
    for (int i = 0; i < 200; i++) {
      chain.add(issuing.certificate());
    }
    assertThat(verify(chain)).isEqualTo(ChainVerdict.VALID);
  }
}
