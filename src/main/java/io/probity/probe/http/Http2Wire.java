package io.probity.probe.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Exception;
import io.probity.probe.HttpVersion;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.HostAndPort;
import java.util.Map;
import java.util.Set;

/** HTTP/2 (RFC 9113) on one connection, by Vert.x's engine. Loop-confined. */
final class Http2Wire implements Wire {
  private static final Set<String> CONNECTION_FIELDS =
      Set.of(
          "host", "connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-connection");

  private final HttpClientConnection http;
  private final ContextInternal context;
  private boolean goingAway;

  /**
   * Of the engine's handlers for GOAWAY the one for eviction is used, since each call of the other
   * leaks a buffer (Vert.x 4.5.28); it is called also when the connection is down already.
   */
  Http2Wire(HttpClientConnection http, Channel channel, ContextInternal context) {
    this.http = http;
    this.context = context;
    http.exceptionHandler(known -> {});
    http.evictionHandler(leaving -> goingAway = channel.isActive());
  }

  @Override
  public boolean goingAway() {
    return goingAway;
  }

  @Override
  public boolean clean() {
    return true;
  }

  @Override
  public void send(Outgoing out, Listener hears) {
    http.createRequest(context)
        .onComplete(
            created -> {
              if (created.succeeded()) {
                sendOrGiveUp(created.result(), out, hears);
              } else {
                failed(created.cause(), hears);
              }
            });
  }

  private static void sendOrGiveUp(HttpClientRequest stream, Outgoing out, Listener hears) {
    try {
      send(stream, out, hears);
    } catch (IllegalArgumentException notHttp) {
      hears.notHttp(notHttp);
    }
  }

  private static void send(HttpClientRequest stream, Outgoing out, Listener hears) {
    HopRequest request = out.request();
    Origin origin = out.origin();
    Map<String, String> headers = out.headers();
    stream.setMethod(HttpMethod.valueOf(request.method())).setURI(request.target());
    String host = headers.get("host");
    HostAndPort authority =
        host == null ? null : HostAndPort.parseAuthority(host, origin.tls() ? 443 : 80);
    stream.authority(
        authority == null ? HostAndPort.create(origin.host(), origin.port()) : authority);
    headers.forEach(
        (name, value) -> {
          if (!CONNECTION_FIELDS.contains(name)) {
            stream.putHeader(name, value);
          }
        });
    stream.exceptionHandler(cause -> failed(cause, hears));
    stream
        .response()
        .onComplete(
            arrived -> {
              if (arrived.succeeded()) {
                hear(arrived.result(), hears);
              } else {
                failed(arrived.cause(), hears);
              }
            });
    hears.sending();
    var writing = request.body() == null ? stream.end() : stream.end(Buffer.buffer(request.body()));
    writing.onComplete(
        done -> {
          if (done.succeeded()) {
            hears.written();
          } else {
            failed(done.cause(), hears);
          }
        });
  }

  private static void hear(HttpClientResponse response, Listener hears) {
    hears.headArrived(
        ResponseHead.of(response.statusCode(), HttpVersion.HTTP_2, response.headers().iterator()));
    response.exceptionHandler(cause -> failed(cause, hears));
    response.handler(chunk -> hears.bodyArrived(chunk.getByteBuf()));
    response.endHandler(nothing -> hears.completed());
  }

  private static void failed(Throwable cause, Listener hears) {
    if (cause instanceof StreamResetException reset) {
      hears.streamReset(reset.getCode());
    } else if (cause instanceof Http2Exception) {
      hears.malformed(cause);
    } else {
      hears.broken();
    }
  }
}
