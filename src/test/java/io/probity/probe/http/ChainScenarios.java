package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;
import static io.probity.testing.CertificateRequest.ca;

import io.probity.endpoint.Revocation;
import io.probity.probe.FailureClass;
import io.probity.testing.CertificateRequest;
import io.probity.testing.RevocationMint;
import io.probity.testing.Specs;
import io.probity.testing.TestCa;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** Chains that are not accepted, each presented in a handshake. */
final class ChainScenarios {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
  private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));
  private static final TestCa ROOT = Stage.ROOT;

  private ChainScenarios() {}

  static Map<FailureClass, Scenario> all() {
    Map<FailureClass, Scenario> all = new EnumMap<>(FailureClass.class);
    all.put(
        TLS_CERTIFICATE_EXPIRED,
        presenting(ROOT.issue(leaf().valid(days(-90), YESTERDAY)), YESTERDAY.toString()));
    all.put(
        TLS_CERTIFICATE_NOT_YET_VALID,
        presenting(ROOT.issue(leaf().valid(TOMORROW, days(90))), TOMORROW.toString()));
    all.put(
        TLS_INTERMEDIATE_EXPIRED,
        below(ca("Stale").valid(days(-90), YESTERDAY), leaf(), "CN=Stale", YESTERDAY.toString()));
    all.put(TLS_HOSTNAME_MISMATCH, presenting(ROOT.leaf("other.test"), "other.test", Stage.HOST));
    all.put(TLS_SELF_SIGNED, presenting(TestCa.selfSigned(Stage.HOST), Stage.HOST));
    TestCa stranger = TestCa.root("Stranger");
    all.put(TLS_UNTRUSTED_ROOT, presenting(stranger.issue(leaf(), stranger), "CN=Stranger"));
    TestCa unsent = ROOT.intermediate(ca("Unsent"));
    all.put(TLS_INCOMPLETE_CHAIN, presenting(unsent.issue(leaf()), "CN=Unsent"));
    all.put(TLS_REVOKED, ChainScenarios::revoked);
    all.put(TLS_WEAK_KEY, presenting(ROOT.issue(leaf().key("RSA 1024")), "RSA 1024"));
    all.put(
        TLS_WEAK_SIGNATURE, presenting(Stage.RSA_ROOT.issue(leaf().digest("SHA1")), "SHA1withRSA"));
    all.put(
        TLS_WRONG_USAGE,
        presenting(ROOT.issue(leaf().purpose(false, KeyPurposeId.id_kp_clientAuth)), "serverAuth"));
    all.put(TLS_INVALID_CA, below(CertificateRequest.leaf("Impostor"), leaf(), "CN=Impostor"));
    all.put(TLS_NAME_CONSTRAINT, below(ca("Narrow").permitting("example.org"), leaf(), Stage.HOST));
    all.put(
        TLS_INVALID_CHAIN,
        presenting(ROOT.issue(leaf().unknownCritical()), "unrecognized_crit_ext"));
    return all;
  }

  private static Scenario.Played revoked(Stage stage) {
    TestCa.Issued identity = ROOT.issue(leaf());
    byte[] staple = ROOT.revocations().revoked(identity.leaf());
    StaplingServer server = stage.closing(StaplingServer.start(identity, staple, "TLSv1.3"));
    Specs specs = stage.at(server.url(Stage.HOST)).revocation(Revocation.STAPLED);
    return new Scenario.Played(
        stage.fresh(specs), List.of(RevocationMint.REVOKED_AT.toString(), "key compromise"));
  }

  private static CertificateRequest leaf() {
    return CertificateRequest.leaf(Stage.HOST, Stage.HOST);
  }

  private static Instant days(long days) {
    return NOW.plus(Duration.ofDays(days));
  }

  private static Scenario below(
      CertificateRequest intermediate, CertificateRequest leaf, String... named) {
    TestCa issuer = ROOT.intermediate(intermediate);
    return presenting(issuer.issue(leaf, issuer), named);
  }

  private static Scenario presenting(TestCa.Issued identity, String... named) {
    return stage ->
        new Scenario.Played(
            stage.fresh(stage.at(stage.secure(identity, with -> with.serveOk("fine")))),
            List.of(named));
  }
}
