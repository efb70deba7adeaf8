package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.testing.CertificateRequest;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.probity.tls.ChainProblem;
import io.probity.tls.ChainVerdict;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** BoringSSL knows fewer cipher suites than the JDK; what the JDK can reach is not down. */
class OtherEngineTest {
  private static final String DIFFIE_HELLMAN = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";
  private static final TestCa.Issued RSA =
      TestCa.root("Other engine root")
          .issue(CertificateRequest.leaf("x.test", "x.test").key("RSA 2048"));

  private ProberFixture probe;

  @BeforeEach
  void start() {
    assumeTrue(OpenSsl.isAvailable());
    probe = new ProberFixture(SslProvider.OPENSSL);
  }

  @AfterEach
  void stop() {
    probe.close();
  }

  private static TargetServer speaking(String suite) {
    Consumer<SSLSocket> settings =
        socket -> {
          socket.setEnabledProtocols(new String[] {"TLSv1.2"});
          socket.setEnabledCipherSuites(new String[] {suite});
        };
    return TargetServer.tls(TargetServer.contextOf(RSA), settings, with -> with.serveOk("fine"));
  }

  @Test
  void aServerThatOnlyTheJdkCanTalkToIsUpAndRememberedAsSuch() {
    try (TargetServer server = speaking(DIFFIE_HELLMAN)) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      Attempt first = probe.fresh(specs);
      assertThat(first.failure()).isNull();
      assertThat(first.tls().cipher()).isEqualTo(DIFFIE_HELLMAN);
      assertThat(first.tls().chain()).containsExactlyElementsOf(RSA.chain());
      assertThat(server.connections()).isEqualTo(2);

      assertThat(probe.pooled(specs).failure()).isNull();
      assertThat(server.connections()).isEqualTo(3);
      assertThat(probe.pooled(specs).reused()).isTrue();
    }
    assertThat(probe.onLoop(probe.prober::handshakes)).isZero();
  }

  @Test
  void attemptsAtTheSameTimeEachAskTheOtherEngine() {
    try (TargetServer server = speaking(DIFFIE_HELLMAN)) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      assertThat(probe.freshAtOnce(specs, 8)).extracting(Attempt::failure).containsOnlyNulls();
      assertThat(server.connections()).isLessThanOrEqualTo(16);
    }
  }

  @Test
  void attemptsAtTheSameTimeGiveUpOnWhatNoEngineCanTalkTo() {
    try (TargetServer server = speaking("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")) {
      assertThat(probe.freshAtOnce(Specs.of(server.url("x.test", "/")), 8))
          .extracting(attempt -> attempt.failure().cls())
          .containsOnly(FailureClass.TLS_NO_COMMON_CIPHER);
      assertThat(server.connections()).isLessThanOrEqualTo(16);
    }
  }

  @Test
  void itsChainIsJudgedAllTheSame() {
    probe.verdict.set(ProberFixture.bad(ChainProblem.UNTRUSTED_ROOT));
    try (TargetServer server = speaking(DIFFIE_HELLMAN)) {
      Attempt attempt = probe.fresh(Specs.of(server.url("x.test", "/")));
      assertThat(attempt.failure().cls()).isEqualTo(FailureClass.TLS_UNTRUSTED_ROOT);
      assertThat(attempt.tls().cipher()).isEqualTo(DIFFIE_HELLMAN);
      assertThat(server.requests()).isEmpty();
    } finally {
      probe.verdict.set(ChainVerdict.VALID);
    }
  }

  @Test
  void anAlertThatCannotBeReadIsNotCalledTheMonitors() {
    TestCa.Issued unwanted =
        TestCa.root("SHA-1 root").issue(CertificateRequest.leaf("x.test", "x.test").digest("SHA1"));
    try (TargetServer server = TargetServer.tls(unwanted, with -> with.serveOk("fine"))) {
      Attempt attempt = probe.fresh(Specs.of(server.url("x.test", "/")));
      assertThat(attempt.failure().cls()).isEqualTo(FailureClass.TLS_ALERT);
      assertThat(attempt.failure().evidence())
          .containsEntry("encrypted", true)
          .doesNotContainKey("sentBy");
    }
  }

  @Test
  void whatNoEngineCanTalkToHasNoCommonCipherAndIsTriedAnewEachTime() {
    try (TargetServer server = speaking("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      for (int connections = 2; connections <= 4; connections += 2) {
        Attempt attempt = probe.fresh(specs);
        assertThat(attempt.failure().cls()).isEqualTo(FailureClass.TLS_NO_COMMON_CIPHER);
        assertThat(server.connections()).isEqualTo(connections);
      }
    }
  }
}
