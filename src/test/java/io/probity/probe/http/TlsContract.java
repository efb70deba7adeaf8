package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.Auth;
import io.probity.probe.Attempt;
import io.probity.probe.ChainFailure;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.secret.Secret;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.probity.tls.ChainProblem;
import io.probity.tls.ChainVerdict;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What handshakes may run into; every TLS engine has to tell the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TlsContract {
  private static final TestCa ROOT = TestCa.root("TLS contract root");
  private static final TestCa.Issued IDENTITY = ROOT.leaf("x.test");

  private final ProberFixture probe;

  TlsContract(SslProvider engine) {
    probe = new ProberFixture(engine);
  }

  @AfterAll
  void stop() {
    probe.close();
  }

  private Attempt failing(TargetServer server, FailureClass cls) {
    return failing(Specs.of(server.url("x.test", "/")), cls);
  }

  private Attempt failing(Specs specs, FailureClass cls) {
    Attempt attempt = probe.fresh(specs);
    assertThat(attempt.failure()).isNotNull();
    assertThat(attempt.failure().cls()).as(attempt.failure().toString()).isEqualTo(cls);
    assertThat(attempt.address()).isEqualTo("127.0.0.1");
    assertThat(attempt.timings().connectUs()).isNotEqualTo(Timings.NONE);
    assertThat(attempt.timings().tlsUs()).isNotEqualTo(Timings.NONE);
    assertThat(attempt.tls()).isNotNull();
    return attempt;
  }

  @Test
  void aKeptSessionThatBreaksBeforeTheResponseIsAStaleConnection() {
    probe.verdict.set(ChainVerdict.VALID);
    byte[] notOfThisSession = {21, 3, 3, 0, 2, 2, 40};
    TargetServer.Script breaking =
        with -> {
          with.request();
          with.ok("fine");
          with.firstByte();
          with.sendRaw(notOfThisSession);
        };
    try (TargetServer server = TargetServer.tls(IDENTITY, breaking)) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      assertThat(probe.pooled(specs).failure()).isNull();
      assertThat(probe.pooled(specs).failure().cls())
          .isEqualTo(FailureClass.REQUEST_STALE_CONNECTION);
    }
  }

  @ParameterizedTest
  @EnumSource(ChainProblem.class)
  void aRejectedChainFailsWithItsClassAndIsKept(ChainProblem problem) {
    probe.verdict.set(ProberFixture.bad(problem));
    try (TargetServer server = TargetServer.tls(IDENTITY, with -> with.serveOk("fine"))) {
      Attempt attempt = failing(server, ChainFailure.classOf(problem));

      assertThat(attempt.tls().chain()).containsExactlyElementsOf(IDENTITY.chain());
      assertThat(attempt.tls().protocol()).isEqualTo("TLSv1.3");
      assertThat(attempt.tls().cipher()).startsWith("TLS_AES_");
      assertThat(attempt.tls().verdict().problem()).isEqualTo(problem);
      assertThat(server.requests()).isEmpty();
    } finally {
      probe.verdict.set(ChainVerdict.VALID);
    }
  }

  @Test
  void withoutVerificationABadChainIsRecordedAndPasses() {
    probe.verdict.set(ProberFixture.bad(ChainProblem.SELF_SIGNED));
    try (TargetServer server = TargetServer.tls(IDENTITY, with -> with.serveOk("fine"))) {
      Attempt attempt = probe.fresh(Specs.of(server.url("x.test", "/")).tls(false, null, "1.2"));

      assertThat(attempt.failure()).isNull();
      assertThat(attempt.tls().verdict().problem()).isEqualTo(ChainProblem.SELF_SIGNED);
    } finally {
      probe.verdict.set(ChainVerdict.VALID);
    }
  }

  @Test
  void everyFreshHandshakePresentsTheChainAnew() {
    try (TargetServer server = TargetServer.tls(IDENTITY, with -> with.serveOk("fine"))) {
      for (int i = 0; i < 3; i++) {
        Attempt attempt = probe.fresh(Specs.of(server.url("x.test", "/")));
        assertThat(attempt.failure()).isNull();
        assertThat(attempt.tls().chain()).isNotEmpty();
        assertThat(attempt.tls().verdict()).isNotNull();
      }
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void theServerNameIsSentAndOnlyForNames() {
    Consumer<SSLSocket> knowsOther = accepting("other.test");
    SSLContext context = TargetServer.contextOf(IDENTITY);
    try (TargetServer server =
        TargetServer.tls(context, knowsOther, with -> with.serveOk("fine"))) {
      failing(server, TLS_UNRECOGNIZED_NAME);
      Attempt overridden =
          probe.fresh(Specs.of(server.url("x.test", "/")).tls(true, "other.test", "1.2"));
      assertThat(overridden.failure()).isNull();
      Attempt literal = probe.fresh(Specs.of(server.url("127.0.0.1", "/")));
      assertThat(literal.failure()).isNull();
    }
  }

  @Test
  void aHandshakeThatHangsTimesOut() {
    try (TargetServer server = TargetServer.rawTls(with -> with.silence())) {
      Specs specs = Specs.of(server.url("x.test", "/")).timeoutsMs(5_000, 400, 5_000, 10_000);
      failing(specs, TLS_HANDSHAKE_TIMEOUT);
    }
  }

  @Test
  void resetCloseAndPlainHttpAreToldApart() {
    TargetServer.Script reset =
        with -> {
          with.firstByte();
          with.reset();
        };
    TargetServer.Script finish =
        with -> {
          with.firstByte();
          with.finish();
          with.drain();
        };
    TargetServer.Script plain =
        with -> {
          with.firstByte();
          with.send("HTTP/1.1 400 Bad Request\r\n\r\n");
          with.drain();
        };
    try (TargetServer server = TargetServer.rawTls(reset)) {
      failing(server, TLS_RESET);
    }
    try (TargetServer server = TargetServer.rawTls(finish)) {
      failing(server, TLS_CLOSED);
    }
    try (TargetServer server = TargetServer.rawTls(plain)) {
      failing(server, TLS_NOT_TLS);
    }
  }

  @Test
  void anOldServerHasNoVersionInCommon() {
    SSLContext context = TargetServer.contextOf(IDENTITY);
    Consumer<SSLSocket> onlyTwelve = socket -> socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    try (TargetServer server =
        TargetServer.tls(context, onlyTwelve, with -> with.serveOk("fine"))) {
      failing(Specs.of(server.url("x.test", "/")).tls(true, null, "1.3"), TLS_PROTOCOL_VERSION);
      Attempt twelve = probe.fresh(Specs.of(server.url("x.test", "/")));
      assertThat(twelve.failure()).isNull();
      assertThat(twelve.tls().protocol()).isEqualTo("TLSv1.2");
    }
  }

  @Test
  void aServerWithOtherCiphersHasNoneInCommon() {
    SSLContext context = TargetServer.contextOf(IDENTITY);
    Consumer<SSLSocket> rsaOnly =
        socket -> {
          socket.setEnabledProtocols(new String[] {"TLSv1.2"});
          socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
        };
    try (TargetServer server = TargetServer.tls(context, rsaOnly, with -> with.serveOk("fine"))) {
      failing(server, TLS_NO_COMMON_CIPHER);
    }
  }

  @Test
  void anyOtherAlertIsReportedByItsNumber() {
    TargetServer.Script script =
        with -> {
          with.firstByte();
          with.send(new byte[] {21, 3, 3, 0, 2, 2, 80});
          with.drain();
        };
    try (TargetServer server = TargetServer.rawTls(script)) {
      Attempt attempt = failing(server, TLS_ALERT);
      assertThat(attempt.failure().evidence()).containsEntry("alert", 80);
    }
  }

  @Test
  void aDemandedClientCertificateIsMissedOrGiven() throws Exception {
    TestCa.Issued client = ROOT.leaf("client.test");
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      Consumer<SSLSocket> demanding =
          socket -> {
            socket.setEnabledProtocols(new String[] {version});
            socket.setNeedClientAuth(true);
          };
      try (TargetServer server =
          TargetServer.tls(trusting(ROOT), demanding, with -> with.serveOk("fine"))) {
        failing(server, TLS_CLIENT_CERTIFICATE_REQUIRED);
        Attempt given =
            probe.fresh(
                Specs.of(server.url("x.test", "/"))
                    .auth(new Auth.MutualTls(client.chainPem(), new Secret(client.keyPem()))));
        assertThat(given.failure()).as(version).isNull();
        TestCa.Issued stranger = TestCa.root("Stranger").leaf("client.test");
        failing(
            Specs.of(server.url("x.test", "/"))
                .auth(new Auth.MutualTls(stranger.chainPem(), new Secret(stranger.keyPem()))),
            TLS_CLIENT_CERTIFICATE_REQUIRED);
      }
    }
  }

  @Test
  void aDemandedClientCertificateIsMissedBeforeHttp2Begins() {
    TestCa.Issued stranger = TestCa.root("Stranger").leaf("client.test");
    Vertx vertx = Vertx.vertx();
    try {
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        HttpServer server = http2Demanding(vertx, version);
        Specs specs = Specs.of("https://x.test:" + server.actualPort() + "/");
        failing(specs, TLS_CLIENT_CERTIFICATE_REQUIRED);
        failing(
            specs.auth(new Auth.MutualTls(stranger.chainPem(), new Secret(stranger.keyPem()))),
            TLS_CLIENT_CERTIFICATE_REQUIRED);
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static HttpServer http2Demanding(Vertx vertx, String version) {
    Buffer chain = Buffer.buffer(IDENTITY.chainPem());
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(Set.of(version))
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertValue(chain))
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(chain)
                        .addKeyValue(Buffer.buffer(IDENTITY.keyPem()))))
        .requestHandler(request -> request.response().end("fine"))
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  @Test
  void aSlowHandshakeIsNotTheConnectionsFault() {
    SSLContext context = TargetServer.contextOf(IDENTITY);
    TargetServer.Script slow =
        with -> {
          with.pause(Duration.ofMillis(400));
          with.secure(context, socket -> {});
          with.serveOk("fine");
        };
    try (TargetServer server = TargetServer.rawTls(slow)) {
      probe.fresh(Specs.of(server.url("warm.test", "/")));
      Timings timings = probe.fresh(Specs.of(server.url("x.test", "/"))).timings();
      assertThat(timings.tlsUs()).isGreaterThan(380_000);
      assertThat(timings.connectUs() + timings.firstByteUs()).isLessThan(timings.tlsUs());
    }
  }

  private static Consumer<SSLSocket> accepting(String name) {
    SNIMatcher matcher = SNIHostName.createSNIMatcher(name.replace(".", "\\."));
    return socket -> {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setSNIMatchers(List.of(matcher));
      socket.setSSLParameters(parameters);
    };
  }

  private static SSLContext trusting(TestCa root) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setCertificateEntry("root", root.certificate());
    keys.setKeyEntry(
        "server",
        IDENTITY.key().getPrivate(),
        new char[0],
        new java.security.cert.Certificate[] {IDENTITY.leaf()});
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, new char[0]);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
