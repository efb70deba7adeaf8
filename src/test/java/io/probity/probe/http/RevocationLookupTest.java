package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.Revocation;
import io.probity.net.Admission;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.testing.CertificateRequest;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.probity.tls.CachingChainVerifier;
import io.probity.tls.PkixChainVerifier;
import io.probity.tls.Standing;
import io.probity.tls.Standing.Source;
import io.probity.tls.Standing.Status;
import io.probity.tls.TrustAnchors;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With {@code revocation: full} the authorities are asked before the request is sent. */
class RevocationLookupTest {
  private static final TestCa ROOT = TestCa.root("Look-up root");
  private static final int SECOND_US = 1_000_000;

  private ProberFixture probe = probe(TlsContexts.bestProvider());

  private static ProberFixture probe(SslProvider engine) {
    TrustAnchors anchors = TrustAnchors.of(List.of(ROOT.certificate()));
    return new ProberFixture(engine, new CachingChainVerifier(new PkixChainVerifier(anchors)));
  }

  @AfterEach
  void stop() {
    probe.close();
  }

  private static TestCa.Issued leaf(String ocsp, String crl) {
    return ROOT.issue(CertificateRequest.leaf("x.test", "x.test").revocation(ocsp, crl));
  }

  private static TargetServer target(TestCa.Issued identity) {
    return TargetServer.tls(identity, with -> with.serveOk("fine"));
  }

  private static Specs full(TargetServer target) {
    return Specs.of(target.url("x.test", "/")).revocation(Revocation.FULL);
  }

  private static void noted(Attempt attempt, Source source, Status status, String reason) {
    assertThat(attempt.failure()).isNull();
    assertThat(attempt.tls().revocation())
        .anySatisfy(
            standing -> {
              assertThat(standing.source()).isEqualTo(source);
              assertThat(standing.status()).isEqualTo(status);
              assertThat(standing.reason()).isEqualTo(reason);
            });
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void whatTheResponderCallsRevokedGetsNoRequest(SslProvider engine) {
    probe.close();
    probe = probe(engine);
    TestCa.Issued[] identity = new TestCa.Issued[1];
    try (TargetServer responder =
        PkiServer.answering(() -> ROOT.revocations().revoked(identity[0].leaf()))) {
      identity[0] = leaf(responder.url("ocsp.test", "/ocsp"), null);
      try (TargetServer target = target(identity[0])) {
        Attempt attempt = probe.fresh(full(target));

        assertThat(attempt.failure().cls()).isEqualTo(FailureClass.TLS_REVOKED);
        assertThat(attempt.failure().evidence())
            .containsEntry("source", "ocsp")
            .containsEntry("atFault", 0)
            .containsEntry("reason", "key_compromise");
        assertThat(attempt.tls().protocol()).isEqualTo("TLSv1.3");
        assertThat(target.requests()).isEmpty();
        assertThat(responder.requests().get(0).method()).isEqualTo("POST");
        assertThat(responder.requests().get(0).headers())
            .containsEntry("content-type", "application/ocsp-request")
            .containsEntry("host", "ocsp.test:" + responder.port());
      }
    }
  }

  @Test
  void aGoodAnswerIsKeptAndAskedForOnce() {
    TestCa.Issued[] identity = new TestCa.Issued[1];
    try (TargetServer responder =
        PkiServer.answering(() -> ROOT.revocations().good(identity[0].leaf()))) {
      identity[0] = leaf(responder.url("ocsp.test", "/"), null);
      try (TargetServer target = target(identity[0])) {
        for (int i = 0; i < 3; i++) {
          noted(probe.fresh(full(target)), Source.OCSP, Status.GOOD, null);
        }
        assertThat(responder.connections()).isEqualTo(1);
        assertThat(target.requests()).hasSize(3);
      }
    }
  }

  @Test
  void theListSpeaksWhereNoResponderDoes() {
    TestCa.Issued[] identity = new TestCa.Issued[1];
    try (TargetServer lists =
        PkiServer.answering(() -> ROOT.revocations().list(identity[0].leaf()))) {
      String nobody = "http://ocsp.test:" + TargetServer.closedPort() + "/";
      for (String responder : new String[] {null, nobody}) {
        identity[0] = leaf(responder, lists.url("crl.test", "/1.crl"));
        try (TargetServer target = target(identity[0])) {
          Attempt attempt = probe.fresh(full(target));
          assertThat(attempt.failure().cls()).isEqualTo(FailureClass.TLS_REVOKED);
          assertThat(attempt.failure().evidence()).containsEntry("source", "crl");
          assertThat(target.requests()).isEmpty();
        }
      }
    }
  }

  @Test
  void aRevokedIntermediateIsNamed() {
    TestCa[] intermediate = new TestCa[1];
    try (TargetServer lists =
        PkiServer.answering(() -> ROOT.revocations().list(intermediate[0].certificate()))) {
      intermediate[0] =
          ROOT.intermediate(
              CertificateRequest.ca("Revoked CA").revocation(null, lists.url("crl.test", "/")));
      TestCa.Issued identity =
          intermediate[0].issue(CertificateRequest.leaf("x.test", "x.test"), intermediate[0]);
      try (TargetServer target = target(identity)) {
        Attempt attempt = probe.fresh(full(target));
        assertThat(attempt.failure().cls()).isEqualTo(FailureClass.TLS_REVOKED);
        assertThat(attempt.failure().evidence()).containsEntry("atFault", 1);
        assertThat(attempt.failure().detail()).contains("CN=Revoked CA");
      }
    }
  }

  @Test
  void aResponderThatHangsCostsASecondOnceAndNotTheTargetsTime() {
    try (TargetServer responder = TargetServer.plain(with -> with.silence())) {
      TestCa.Issued identity = leaf(responder.url("ocsp.test", "/"), null);
      try (TargetServer target = target(identity)) {
        probe.fresh(Specs.of(target.url("x.test", "/")));
        long begun = System.nanoTime();
        Attempt first = probe.fresh(full(target));
        Duration waited = Duration.ofNanos(System.nanoTime() - begun);

        noted(first, Source.OCSP, Status.UNAVAILABLE, "timeout");
        assertThat(waited).isBetween(Duration.ofMillis(900), Duration.ofMillis(2_900));
        assertThat(first.timings().totalUs()).isLessThan(SECOND_US * 9 / 10);
        assertThat(first.timings().tlsUs()).isLessThan(SECOND_US * 9 / 10);
        noted(probe.fresh(full(target)), Source.OCSP, Status.UNAVAILABLE, "timeout");
        assertThat(responder.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void aShortBudgetIsNotSpentOnAuthorities() {
    try (TargetServer responder = TargetServer.plain(with -> with.silence())) {
      TestCa.Issued identity = leaf(responder.url("ocsp.test", "/"), null);
      try (TargetServer target = target(identity)) {
        Attempt attempt = probe.fresh(full(target).timeoutsMs(600, 600, 600, 600));
        noted(attempt, Source.OCSP, Status.UNAVAILABLE, "timeout");
      }
    }
  }

  @Test
  void whatTheEgressPolicyRefusesIsNotAskedAndFailsNothing() {
    probe.egress.answer("ocsp.test", new Admission.Refused("10.0.0.1", "Refused.", -1));
    try (TargetServer responder = PkiServer.answering(() -> new byte[0])) {
      TestCa.Issued identity = leaf(responder.url("ocsp.test", "/"), null);
      try (TargetServer target = target(identity)) {
        noted(probe.fresh(full(target)), Source.OCSP, Status.UNAVAILABLE, "egress_denied");
        assertThat(responder.connections()).isZero();
      }
    }
  }

  @Test
  void aUselessSearchIsInTheEvidenceOfWhatFailsLater() {
    TestCa.Issued identity = leaf("https://ocsp.test/", null);
    try (TargetServer target =
        TargetServer.tls(
            identity,
            with -> {
              with.request();
              with.send("nonsense\r\n\r\n");
              with.drain();
            })) {
      Attempt attempt = probe.fresh(full(target));
      assertThat(attempt.failure().cls()).isEqualTo(FailureClass.RESPONSE_MALFORMED);
      assertThat(attempt.failure().evidence())
          .containsEntry(
              "revocation",
              List.of(
                  Map.of("source", "ocsp", "status", "unavailable", "reason", "url_unsupported")));
    }
  }

  @Test
  void aGoodStapleSavesTheSearch() {
    TestCa.Issued[] identity = new TestCa.Issued[1];
    try (TargetServer responder =
        PkiServer.answering(() -> ROOT.revocations().good(identity[0].leaf()))) {
      identity[0] = leaf(responder.url("ocsp.test", "/"), null);
      byte[] staple = ROOT.revocations().good(identity[0].leaf());
      try (StaplingServer target = StaplingServer.start(identity[0], staple, "TLSv1.3")) {
        Attempt attempt = probe.fresh(Specs.of(target.url()).revocation(Revocation.FULL));
        noted(attempt, Source.STAPLE, Status.GOOD, null);
        assertThat(responder.connections()).isZero();
      }
    }
  }

  @Test
  void nobodyIsAskedUnlessItIsWantedAndWouldMatter() {
    System.setProperty("com.sun.security.enableCRLDP", "true");
    System.setProperty("com.sun.security.enableAIAcaIssuers", "true");
    try (TargetServer authority = PkiServer.answering(() -> new byte[0])) {
      String url = authority.url("127.0.0.1", "/");
      TestCa.Issued identity = leaf(url, url);
      try (TargetServer target = target(identity)) {
        Specs stapled = Specs.of(target.url("x.test", "/")).revocation(Revocation.STAPLED);
        assertThat(probe.fresh(stapled).failure()).isNull();
        assertThat(probe.fresh(Specs.of(target.url("x.test", "/"))).failure()).isNull();
        Specs lenient = full(target).tls(false, null, "1.2").revocation(Revocation.FULL);
        assertThat(probe.fresh(lenient).failure()).isNull();
        probe.egress.answer("127.0.0.1", new Admission.Refused("127.0.0.1", "Refused.", -1));
        assertThat(probe.fresh(full(target)).failure()).isNull();
        assertThat(authority.connections()).isZero();
      }
    } finally {
      System.clearProperty("com.sun.security.enableCRLDP");
      System.clearProperty("com.sun.security.enableAIAcaIssuers");
    }
  }

  @Test
  void aServerThatLeavesDuringTheSearchHasClosedTheConnection() {
    CountDownLatch left = new CountDownLatch(1);
    TestCa.Issued[] identity = new TestCa.Issued[1];
    try (TargetServer responder =
        TargetServer.plain(
            with -> {
              with.request();
              left.await();
              PkiServer.send(with, ROOT.revocations().good(identity[0].leaf()));
            })) {
      identity[0] = leaf(responder.url("ocsp.test", "/"), null);
      try (TargetServer target =
          TargetServer.tls(
              identity[0],
              with -> {
                with.reset();
                left.countDown();
              })) {
        Attempt attempt = probe.fresh(full(target));
        assertThat(attempt.failure().cls().wireName())
            .isIn("response.closed", "response.reset", "request.reset");
        Awaitility.await().untilAsserted(() -> assertThat(probe.sockets()).isZero());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void aServerThatMissesAClientCertificateDuringTheSearchSaysSo(SslProvider engine) {
    probe.close();
    probe = probe(engine);
    CountDownLatch refused = new CountDownLatch(1);
    TestCa.Issued[] identity = new TestCa.Issued[1];
    try (TargetServer responder =
        TargetServer.plain(
            with -> {
              with.request();
              refused.await();
              PkiServer.send(with, ROOT.revocations().good(identity[0].leaf()));
            })) {
      identity[0] = leaf(responder.url("ocsp.test", "/"), null);
      TargetServer.Script demanding =
          with -> {
            try {
              with.secure(
                  TargetServer.contextOf(identity[0]), socket -> socket.setNeedClientAuth(true));
            } finally {
              refused.countDown();
            }
          };
      try (TargetServer target = TargetServer.rawTls(demanding)) {
        assertThat(probe.fresh(full(target)).failure().cls())
            .isEqualTo(FailureClass.TLS_CLIENT_CERTIFICATE_REQUIRED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void whatAnHttp2ServerSendsDuringTheSearchIsNotLost(SslProvider engine) {
    probe.close();
    probe = probe(engine);
    TestCa.Issued[] identity = new TestCa.Issued[1];
    Vertx vertx = Vertx.vertx();
    try (TargetServer responder =
        TargetServer.plain(
            with -> {
              with.request();
              with.pause(Duration.ofMillis(300));
              PkiServer.send(with, ROOT.revocations().good(identity[0].leaf()));
            })) {
      identity[0] = leaf(responder.url("ocsp.test", "/"), null);
      HttpServer server = http2(vertx, identity[0]);
      Specs specs =
          Specs.of("https://x.test:" + server.actualPort() + "/").revocation(Revocation.FULL);
      Attempt attempt = probe.pooled(specs);
      noted(attempt, Source.OCSP, Status.GOOD, null);
      assertThat(attempt.response().version()).isEqualTo(HttpVersion.HTTP_2);
      assertThat(attempt.timings().totalUs()).isLessThan(SECOND_US);
      Attempt second = probe.pooled(specs);
      assertThat(second.reused()).isTrue();
      assertThat(second.tls().revocation()).extracting(Standing::status).contains(Status.GOOD);
    } finally {
      vertx.close();
    }
  }

  private static HttpServer http2(Vertx vertx, TestCa.Issued identity) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(identity.chainPem()))
                        .addKeyValue(Buffer.buffer(identity.keyPem()))))
        .requestHandler(request -> request.response().end("fine"))
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }
}
