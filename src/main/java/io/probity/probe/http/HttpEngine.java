package io.probity.probe.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.probity.net.PinnedAddress;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.impl.HttpChannelConnector;
import io.vertx.core.http.impl.HttpClientImpl;
import io.vertx.core.impl.CloseFuture;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetSocketImpl;
import io.vertx.core.net.impl.VertxHandler;
import io.vertx.core.tracing.TracingPolicy;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Puts HTTP on connections that we made ourselves: Vert.x's client engine for HTTP/2, without its
 * pool, resolver and connector, which lose the phases and the causes, and Netty's parser alone for
 * HTTP/1.1, which costs less by the check.
 */
final class HttpEngine {
  private static final String PREFACE = "preface";

  private final ContextInternal context;
  private final LoopDelay delay;
  private final HttpClientImpl client;

  /** Held, because it would close the client if it were collected. */
  private final CloseFuture closing = new CloseFuture();

  /** Hears once what became of a connection that the engine was put on. */
  interface Adoption {
    /** It can be used. */
    void adopted(Wire wire, boolean http2);

    /** It went down before; {@code malformed}: because the peer spoke no HTTP/2. */
    void down(boolean malformed);
  }

  HttpEngine(ProbeLoop loop) {
    context = loop.context();
    delay = loop.delay();
    client =
        new HttpClientImpl(
            loop.vertx(),
            new HttpClientOptions()
                .setDecompressionSupported(false)
                .setTracingPolicy(TracingPolicy.IGNORE),
            new PoolOptions().setCleanerPeriod(0),
            closing);
    loop.vertx().closeFuture().add(closing);
  }

  ContextInternal context() {
    return context;
  }

  /** Of the loop that the connections belong to. */
  LoopDelay delay() {
    return delay;
  }

  /**
   * Closes a connection that was not adopted yet; past the engine, which would write a GOAWAY and
   * then log that nobody heard of it.
   */
  static void abandon(Channel channel) {
    ChannelHandlerContext preface = channel.pipeline().context(PREFACE);
    if (preface == null) {
      channel.close();
    } else {
      preface.close();
    }
  }

  /**
   * Puts the engine on a connection, with the tap in front of it.
   *
   * @param protocol what ALPN chose, null: nothing
   * @param done hears what became of it
   */
  void adopt(
      Channel channel, PinnedAddress address, @Nullable String protocol, Tap tap, Adoption done) {
    if (!ApplicationProtocolNames.HTTP_2.equals(protocol)) {
      done.adopted(Http1Wire.on(channel, tap), false);
      return;
    }
    Http2Preface preface = new Http2Preface();
    SocketAddress server =
        SocketAddress.inetSocketAddress(new InetSocketAddress(address.address(), address.port()));
    VertxHandler<NetSocketImpl> socket =
        VertxHandler.create(
            ctx -> new NetSocketImpl(context, ctx, server, null, null, null, protocol, false));
    channel.pipeline().addLast("handler", socket);
    HttpChannelConnector connector =
        new HttpChannelConnector(
            client, null, null, null, HttpVersion.HTTP_2, true, true, false, server, server);
    var adopted = connector.wrap(context, socket.getConnection());
    tap.http2();
    channel.pipeline().addBefore("handler", "tap", tap);
    channel.pipeline().addBefore("tap", PREFACE, preface);
    adopted.onComplete(
        result -> {
          if (result.succeeded()) {
            done.adopted(new Http2Wire(result.result(), channel, context), true);
          } else {
            done.down(preface.broken());
          }
        });
  }
}
