package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.Severity;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.testing.Specs;
import io.probity.testing.TestCa;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same engine over HTTP/2, chosen by ALPN. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2ContractTest {
  private final Vertx vertx = Vertx.vertx();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final Set<HttpConnection> known = ConcurrentHashMap.newKeySet();
  private final HttpServer server = listen();

  private HttpServer listen() {
    TestCa.Issued identity = TestCa.root("HTTP/2 root").leaf("x.test");
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
        .requestHandler(this::serve)
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private void serve(HttpServerRequest request) {
    seen.add(request.version() + " " + request.authority() + " " + request.headers().names());
    switch (request.path()) {
      case "/silence" -> {}
      case "/reset" -> request.response().reset(8);
      case "/goaway" -> request.connection().goAway(0).close();
      case "/last" -> {
        request.response().end("fine");
        request.connection().goAway(0);
      }
      case "/once" -> {
        if (known.add(request.connection())) {
          request.response().end("fine");
        } else {
          request.connection().goAway(0).close();
        }
      }
      case "/half" -> request.response().putHeader("content-length", "10").write("123");
      case "/echo" -> request.body().onSuccess(body -> request.response().end(body));
      default -> request.response().end("fine");
    }
  }

  @AfterAll
  void stop() {
    vertx.close();
  }

  private Specs at(String path) {
    return Specs.of("https://x.test:" + server.actualPort() + path)
        .timeoutsMs(5_000, 5_000, 1_000, 10_000);
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void aPooledConnectionCarriesOneRequestAfterTheOther(SslProvider engine) {
    try (ProberFixture probe = new ProberFixture(engine)) {
      Attempt first = probe.pooled(at("/").headers(Map.of("Connection", "keep-alive")));
      assertThat(first.failure()).isNull();
      assertThat(first.response().version()).isEqualTo(HttpVersion.HTTP_2);
      assertThat(first.response().bytes()).isEqualTo(4);
      assertThat(first.timings().firstByteUs()).isPositive();
      Attempt second = probe.pooled(at("/"));
      assertThat(second.failure()).isNull();
      assertThat(second.reused()).isTrue();
      assertThat(seen).anyMatch(each -> each.startsWith("HTTP_2 x.test:" + server.actualPort()));
      assertThat(probe.fresh(at("/")).reused()).isFalse();
      assertThat(probe.idle()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void faultsOfAStreamHaveTheirClass(SslProvider engine) {
    try (ProberFixture probe = new ProberFixture(engine)) {
      assertThat(probe.fresh(at("/silence")).failure().cls())
          .isEqualTo(FailureClass.RESPONSE_TIMEOUT);
      Awaitility.await().until(() -> probe.sockets() == 0);
      assertThat(probe.fresh(at("/half").timeoutsMs(5_000, 5_000, 1_000, 2_500)).failure().cls())
          .isEqualTo(FailureClass.RESPONSE_BODY_TIMEOUT);
      Attempt reset = probe.pooled(at("/reset"));
      assertThat(reset.failure().cls()).isEqualTo(FailureClass.RESPONSE_STREAM_RESET);
      assertThat(reset.failure().detail()).containsPattern("error code \\d+ \\([A-Z_]+\\)\\.$");
      assertThat(reset.failure().evidence()).containsEntry("code", 8L);
      assertThat(probe.fresh(at("/goaway")).failure().cls())
          .isEqualTo(FailureClass.RESPONSE_STREAM_RESET);
      Awaitility.await().until(() -> probe.idle() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void aConnectionThatWasCalledOffWhileIdleIsNotUsedAgain(SslProvider engine) {
    try (ProberFixture probe = new ProberFixture(engine)) {
      assertThat(probe.pooled(at("/last")).failure()).isNull();
      Awaitility.await()
          .until(
              () ->
                  probe.onLoop(
                      () -> {
                        probe.prober.lookAfter(System.nanoTime(), true);
                        return probe.prober.idleConnections() == 0;
                      }));
      Attempt next = probe.pooled(at("/last"));
      assertThat(next.failure()).isNull();
      assertThat(next.reused()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void aKeptConnectionThatIsCalledOffUnderTheNextRequestIsStale(SslProvider engine) {
    try (ProberFixture probe = new ProberFixture(engine)) {
      assertThat(probe.pooled(at("/once")).failure()).isNull();
      Attempt next = probe.pooled(at("/once"));
      assertThat(next.reused()).isTrue();
      assertThat(next.failure().cls()).isEqualTo(FailureClass.REQUEST_STALE_CONNECTION);
      assertThat(probe.fresh(at("/once")).failure()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL"})
  void theHostThatWasAskedForIsTheAuthorityAsItIs(SslProvider engine) {
    try (ProberFixture probe = new ProberFixture(engine)) {
      probe.fresh(at("/").headers(Map.of("Host", "inner.test")));
      assertThat(seen).anyMatch(each -> each.startsWith("HTTP_2 inner.test ["));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL"})
  void aBodyGoesBothWays(SslProvider engine) {
    try (ProberFixture probe = new ProberFixture(engine)) {
      String large = "käse".repeat(50_000);
      Assertion reads = new Assertion.Body(new Assertion.TextTest.Contains("käse"), Severity.DOWN);
      Attempt echoed = probe.pooled(at("/echo").method("POST", large).assertions(reads));
      assertThat(echoed.failure()).isNull();
      assertThat(echoed.response().bytes()).isEqualTo(250_000);
      assertThat(echoed.response().body()).hasSize(250_000);
      assertThat(probe.idle()).isZero();
    }
  }
}
