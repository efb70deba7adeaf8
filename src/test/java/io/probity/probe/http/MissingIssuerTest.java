package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.net.Admission;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.testing.CertificateRequest;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.probity.tls.CachingChainVerifier;
import io.probity.tls.PkixChainVerifier;
import io.probity.tls.TrustAnchors;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The evidence of an incomplete chain says whether what is missing is where the chain says. */
class MissingIssuerTest {
  private static final TestCa ROOT = TestCa.root("AIA root");
  private static final TestCa INTERMEDIATE =
      ROOT.intermediate(
          "AIA intermediate",
          Instant.now().minus(Duration.ofDays(1)),
          Instant.now().plus(Duration.ofDays(90)));

  private final ProberFixture probe =
      new ProberFixture(
          TlsContexts.bestProvider(),
          new CachingChainVerifier(
              new PkixChainVerifier(TrustAnchors.of(List.of(ROOT.certificate())))));

  @AfterEach
  void stop() {
    probe.close();
  }

  private Attempt attempt(String caIssuers, String... names) {
    String name = names.length == 0 ? "x.test" : names[0];
    TestCa.Issued identity =
        INTERMEDIATE.issue(CertificateRequest.leaf(name, name).caIssuers(caIssuers));
    try (TargetServer target = TargetServer.tls(identity, with -> with.serveOk("fine"))) {
      Attempt attempt = probe.fresh(Specs.of(target.url("x.test", "/")));
      assertThat(attempt.failure().cls()).isEqualTo(FailureClass.TLS_INCOMPLETE_CHAIN);
      return attempt;
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> aia(Attempt attempt) {
    return (Map<String, Object>) attempt.failure().evidence().get("aia");
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theMissingCertificateRepairsTheChain() {
    try (TargetServer authority = PkiServer.answering(() -> der(INTERMEDIATE.certificate()))) {
      String url = authority.url("aia.test", "/ca.der");
      assertThat(aia(attempt(url))).isEqualTo(Map.of("url", url, "repairs", true));
      assertThat(authority.requests().get(0).method()).isEqualTo("GET");
      assertThat(authority.requests().get(0).target()).isEqualTo("/ca.der");
    }
  }

  @Test
  void bundlesAreOpened() throws CertificateException {
    byte[] bundle =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(INTERMEDIATE.certificate()))
            .getEncoded("PKCS7");
    try (TargetServer authority = PkiServer.answering(() -> bundle)) {
      assertThat(aia(attempt(authority.url("aia.test", "/ca.p7c")))).containsEntry("repairs", true);
    }
  }

  @Test
  void whatDoesNotRepairTheChainSaysWhatIsStillWrong() {
    TestCa namesake = TestCa.root(CertificateRequest.ca("Somebody else"));
    try (TargetServer authority = PkiServer.answering(() -> der(namesake.certificate()))) {
      assertThat(aia(attempt(authority.url("aia.test", "/"))))
          .containsEntry("repairs", false)
          .containsEntry("reason", "incomplete_chain");
    }
    try (TargetServer authority = PkiServer.answering(() -> der(INTERMEDIATE.certificate()))) {
      assertThat(aia(attempt(authority.url("aia.test", "/"), "y.test")))
          .containsEntry("repairs", false)
          .containsEntry("reason", "hostname_mismatch");
    }
  }

  @Test
  void whatIsFetchedOnceIsKeptBeItOfUseOrNot() {
    try (TargetServer authority = PkiServer.answering(() -> der(INTERMEDIATE.certificate()));
        TargetServer missing =
            TargetServer.plain(
                with -> {
                  with.request();
                  with.respond("404 Not Found", "X-Test: 1", "nothing");
                  with.drain();
                })) {
      for (int i = 0; i < 3; i++) {
        assertThat(aia(attempt(authority.url("aia.test", "/")))).containsEntry("repairs", true);
        assertThat(aia(attempt(missing.url("aia.test", "/"))))
            .containsEntry("reason", "status_404");
      }
      assertThat(authority.connections()).isEqualTo(1);
      assertThat(missing.connections()).isEqualTo(1);
    }
  }

  @Test
  void whatTheEgressPolicyRefusesIsNotFetched() {
    probe.egress.answer("aia.test", new Admission.Refused("10.0.0.1", "Set the key.", -1));
    try (TargetServer authority = PkiServer.answering(() -> der(INTERMEDIATE.certificate()))) {
      String url = authority.url("aia.test", "/");
      assertThat(aia(attempt(url)))
          .isEqualTo(Map.of("url", url, "reason", "egress_denied", "detail", "Set the key."));
      assertThat(authority.connections()).isZero();
    }
  }

  @Test
  void redirectsAreNotFollowed() {
    try (TargetServer authority = PkiServer.answering(() -> der(INTERMEDIATE.certificate()));
        TargetServer redirecting =
            TargetServer.plain(
                with -> {
                  with.request();
                  with.respond(
                      "302 Found", "Location: " + authority.url("other.test", "/"), "there");
                  with.drain();
                })) {
      assertThat(aia(attempt(redirecting.url("aia.test", "/"))))
          .containsEntry("reason", "status_302")
          .doesNotContainKey("repairs");
      assertThat(authority.connections()).isZero();
    }
  }

  @Test
  void neitherSizeNorTimeNorNonsenseOfTheAuthorityHurts() {
    try (TargetServer endless = PkiServer.answering(() -> new byte[64 * 1024 + 1]);
        TargetServer nonsense = PkiServer.answering(() -> new byte[100]);
        TargetServer noHttp = TargetServer.plain(with -> with.send("nonsense\r\n\r\n"));
        TargetServer broken =
            TargetServer.plain(
                with -> {
                  with.request();
                  with.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                })) {
      assertThat(aia(attempt(endless.url("a.test", "/")))).containsEntry("reason", "too_large");
      assertThat(aia(attempt(nonsense.url("b.test", "/"))))
          .containsEntry("reason", "not_a_certificate");
      assertThat(aia(attempt(noHttp.url("c.test", "/")))).containsEntry("reason", "malformed");
      assertThat(aia(attempt(broken.url("d.test", "/")))).containsEntry("reason", "closed");
      assertThat(aia(attempt("ldap://e.test/"))).containsEntry("reason", "url_unsupported");
      assertThat(aia(attempt("http://f.test:" + TargetServer.closedPort() + "/")))
          .containsEntry("reason", "unreachable");
      Awaitility.await().untilAsserted(() -> assertThat(probe.sockets()).isZero());
    }
  }

  @Test
  void anAuthorityThatHangsHoldsTheEvidenceForASecondAndNoTimeOfTheTargets() {
    try (TargetServer authority = TargetServer.plain(with -> with.silence())) {
      attempt("ldap://warm.test/");
      long begun = System.nanoTime();
      Attempt attempt = attempt(authority.url("aia.test", "/"));
      Duration waited = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(aia(attempt)).containsEntry("reason", "timeout");
      assertThat(waited).isBetween(Duration.ofMillis(900), Duration.ofMillis(2_900));
      assertThat(attempt.timings().totalUs()).isLessThan(900_000);
      Awaitility.await().untilAsserted(() -> assertThat(probe.sockets()).isZero());
    }
  }

  @Test
  void noNameServerThatHangsHoldsItLonger() {
    probe.egress.hang("aia.test");
    assertThat(aia(attempt("http://aia.test/"))).containsEntry("reason", "timeout");
  }
}
