package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.Revocation;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.testing.CertificateRequest;
import io.probity.testing.RevocationMint;
import io.probity.testing.Specs;
import io.probity.testing.TestCa;
import io.probity.tls.CachingChainVerifier;
import io.probity.tls.ChainProblem;
import io.probity.tls.PkixChainVerifier;
import io.probity.tls.Standing.Status;
import io.probity.tls.TrustAnchors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What servers staple to their certificates, on every TLS engine and version. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StapledRevocationTest {
  private static final TestCa ROOT = TestCa.root("Stapling root");
  private static final TestCa.Issued IDENTITY = ROOT.leaf("x.test");

  private final ProberFixture boring = probe(SslProvider.OPENSSL);
  private final ProberFixture jdk = probe(SslProvider.JDK);

  private static ProberFixture probe(SslProvider engine) {
    TrustAnchors anchors = TrustAnchors.of(List.of(ROOT.certificate()));
    return new ProberFixture(engine, new CachingChainVerifier(new PkixChainVerifier(anchors)));
  }

  @AfterAll
  void stop() {
    boring.close();
    jdk.close();
  }

  static Stream<Arguments> enginesAndVersions() {
    return Stream.of(SslProvider.OPENSSL, SslProvider.JDK)
        .flatMap(
            engine ->
                Stream.of("TLSv1.2", "TLSv1.3").map(version -> Arguments.of(engine, version)));
  }

  private Attempt fresh(SslProvider engine, Specs specs) {
    return (engine == SslProvider.JDK ? jdk : boring).fresh(specs);
  }

  private static Specs stapled(StaplingServer server) {
    return Specs.of(server.url()).revocation(Revocation.STAPLED);
  }

  @ParameterizedTest
  @MethodSource("enginesAndVersions")
  void aRevokedCertificateFailsBeforeAnythingIsSent(SslProvider engine, String version) {
    byte[] staple = ROOT.revocations().revoked(IDENTITY.leaf());
    try (StaplingServer server = StaplingServer.start(IDENTITY, staple, version)) {
      Attempt attempt = fresh(engine, stapled(server));

      assertThat(attempt.failure()).isNotNull();
      assertThat(attempt.failure().cls()).isEqualTo(FailureClass.TLS_REVOKED);
      assertThat(attempt.failure().detail())
          .contains("2026-02-03T04:05:06Z", "key compromise", "stapled");
      assertThat(attempt.failure().evidence())
          .containsEntry("atFault", 0)
          .containsEntry("source", "staple")
          .containsEntry("reason", "key_compromise")
          .containsEntry("revokedAt", RevocationMint.REVOKED_AT.toString())
          .containsKey("serialNumber");
      assertThat(attempt.tls().chain()).containsExactly(IDENTITY.leaf());
      assertThat(attempt.tls().protocol()).isEqualTo(version);
      assertThat(attempt.timings().tlsUs()).isNotEqualTo(Timings.NONE);
      assertThat(server.requests()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("enginesAndVersions")
  void anyOtherStapleFailsNothingAndIsNoted(SslProvider engine, String version) {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    TestCa.Issued other = ROOT.leaf("x.test");
    TestCa stranger = TestCa.root("Stapling root");
    passes(engine, version, ROOT.revocations().good(IDENTITY.leaf()), Status.GOOD);
    passes(engine, version, ROOT.revocations().unknown(IDENTITY.leaf()), Status.UNKNOWN);
    passes(
        engine,
        version,
        ROOT.revocations().current(yesterday, yesterday.plusSeconds(60)).revoked(IDENTITY.leaf()),
        Status.STALE);
    passes(engine, version, ROOT.revocations().revoked(other.leaf()), Status.FOREIGN);
    passes(
        engine,
        version,
        ROOT.revocations().signedBy(stranger.leaf("x.test")).revoked(IDENTITY.leaf()),
        Status.UNTRUSTED);
    passes(engine, version, new byte[] {0x30, 3, 0x0a, 1, 3}, Status.UNAVAILABLE);
    passes(engine, version, null, Status.ABSENT);
  }

  /** The JDK's engine reads TLS 1.3 staples itself and ends the handshake on what is no DER. */
  @ParameterizedTest
  @CsvSource({"OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3", "JDK, TLSv1.2"})
  void aStapleThatCannotBeReadFailsNothing(SslProvider engine, String version) {
    byte[] nonsense = "nonsense".getBytes(StandardCharsets.US_ASCII);
    passes(engine, version, nonsense, Status.UNUSABLE);
  }

  private void passes(SslProvider engine, String version, byte[] staple, Status expected) {
    try (StaplingServer server = StaplingServer.start(IDENTITY, staple, version)) {
      Attempt attempt = fresh(engine, stapled(server));
      assertThat(attempt.failure()).as(expected.name()).isNull();
      assertThat(attempt.tls().revocation()).hasSize(1);
      assertThat(attempt.tls().revocation().get(0).status()).isEqualTo(expected);
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("enginesAndVersions")
  void aRevocationIsSeenAlthoughTheChainWasFoundGoodBefore(SslProvider engine, String version) {
    passes(engine, version, ROOT.revocations().good(IDENTITY.leaf()), Status.GOOD);
    byte[] staple = ROOT.revocations().revoked(IDENTITY.leaf());
    try (StaplingServer server = StaplingServer.start(IDENTITY, staple, version)) {
      assertThat(fresh(engine, stapled(server)).failure().cls())
          .isEqualTo(FailureClass.TLS_REVOKED);
      assertThat(fresh(engine, Specs.of(server.url()).revocation(Revocation.OFF)).failure())
          .isNull();
      assertThat(fresh(engine, stapled(server)).failure().cls())
          .isEqualTo(FailureClass.TLS_REVOKED);
    }
    passes(engine, version, null, Status.ABSENT);
  }

  @ParameterizedTest
  @MethodSource("enginesAndVersions")
  void withoutVerificationARevocationIsRecordedAndPasses(SslProvider engine, String version) {
    byte[] staple = ROOT.revocations().revoked(IDENTITY.leaf());
    try (StaplingServer server = StaplingServer.start(IDENTITY, staple, version)) {
      Specs lenient = Specs.of(server.url()).tls(false, null, "1.2").revocation(Revocation.STAPLED);
      Attempt attempt = fresh(engine, lenient);
      assertThat(attempt.failure()).isNull();
      assertThat(attempt.tls().verdict().problem()).isEqualTo(ChainProblem.REVOKED);
    }
  }

  @ParameterizedTest
  @MethodSource("enginesAndVersions")
  void aMissingStapleIsNotedWhereTheCertificateDemandsOne(SslProvider engine, String version) {
    TestCa.Issued demanding = ROOT.issue(CertificateRequest.leaf("x.test", "x.test").mustStaple());
    try (StaplingServer server = StaplingServer.start(demanding, null, version)) {
      Attempt attempt = fresh(engine, stapled(server));
      assertThat(attempt.failure()).isNull();
      assertThat(attempt.tls().revocation().get(0).status()).isEqualTo(Status.MISSING);
    }
  }
}
