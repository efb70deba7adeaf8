package io.probity.probe.http;

import io.probity.testing.TestCa;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;

/**
 * A server that holds up one phase of an attempt, by path or by port. Its delays begin when it has
 * seen what comes before the phase and are kept by the timers of its own event loops.
 */
final class DelayingTarget implements AutoCloseable {
  /** How long the phase is held up. */
  static final Duration DELAY = Duration.ofMillis(40);

  private static final int HALF = 500;

  private final Vertx vertx = Vertx.vertx();
  private final boolean tls;
  private final HttpServer server;

  /**
   * Listens on 127.0.0.1.
   *
   * @param tls HTTP/2 too, by ALPN
   * @param http2 whether ALPN offers it
   */
  DelayingTarget(boolean tls, boolean http2) {
    this.tls = tls;
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setTcpNoDelay(true)
            .setReceiveBufferSize(32 * 1024);
    if (tls) {
      TestCa.Issued identity = TestCa.root("Delay root").leaf("delay.test");
      options
          .setSsl(true)
          .setUseAlpn(http2)
          .setSslEngineOptions(new OpenSSLEngineOptions())
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .addCertValue(Buffer.buffer(identity.chainPem()))
                  .addKeyValue(Buffer.buffer(identity.keyPem())));
    }
    server = vertx.createHttpServer(options).requestHandler(this::serve);
    server.listen().toCompletionStage().toCompletableFuture().join();
  }

  private void serve(HttpServerRequest request) {
    switch (request.path()) {
      case "/write" -> {
        request.pause();
        vertx.setTimer(DELAY.toMillis(), now -> answerOnceRead(request.resume()));
      }
      case "/first-byte" ->
          request.endHandler(
              read -> vertx.setTimer(DELAY.toMillis(), now -> request.response().end("late")));
      case "/transfer" -> {
        request.response().putHeader("content-length", "" + 2 * HALF).write("a".repeat(HALF));
        vertx.setTimer(DELAY.toMillis(), now -> request.response().end("b".repeat(HALF)));
      }
      case "/early" -> {
        request.pause();
        request.response().setStatusCode(413).end("too large");
      }
      case "/redirect" ->
          vertx.setTimer(
              DELAY.toMillis(),
              now ->
                  request.response().setStatusCode(302).putHeader("location", "/first-byte").end());
      default -> answerOnceRead(request);
    }
  }

  private static void answerOnceRead(HttpServerRequest request) {
    request.endHandler(read -> request.response().end("at once"));
  }

  /** The URL of a path on the server itself. */
  String url(String path) {
    return url("delay.test", path);
  }

  /** The same under another name. */
  String url(String host, String path) {
    return url(host, server.actualPort(), path);
  }

  int port() {
    return server.actualPort();
  }

  /** The URL of a path through a port that lets connections in late. */
  String lateUrl(Duration delay, String path) {
    NetServer door =
        vertx
            .createNetServer(
                new NetServerOptions().setHost("127.0.0.1").setPort(0).setTcpNoDelay(true))
            .connectHandler(
                outer -> {
                  outer.pause();
                  vertx.setTimer(delay.toMillis(), now -> letIn(outer));
                });
    door.listen().toCompletionStage().toCompletableFuture().join();
    return url("delay.test", door.actualPort(), path);
  }

  private void letIn(NetSocket outer) {
    vertx
        .createNetClient()
        .connect(server.actualPort(), "127.0.0.1")
        .onSuccess(
            inner -> {
              inner.pipeTo(outer);
              outer.pipeTo(inner);
            });
  }

  private String url(String host, int port, String path) {
    return (tls ? "https" : "http") + "://" + host + ":" + port + path;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
