package io.probity.probe.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.probity.testing.TestCa;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/** A server on BoringSSL that staples what it is given, and answers each request with 200. */
final class StaplingServer implements AutoCloseable {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine".getBytes(StandardCharsets.US_ASCII);

  private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
  private final AtomicInteger requests = new AtomicInteger();
  private final Channel listener;

  private StaplingServer(SslContext context, byte[] staple) {
    listener =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    SslHandler ssl = context.newHandler(channel.alloc());
                    if (staple != null) {
                      ((ReferenceCountedOpenSslEngine) ssl.engine()).setOcspResponse(staple);
                    }
                    channel.pipeline().addLast(ssl, new Answering());
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", 0))
            .syncUninterruptibly()
            .channel();
  }

  /**
   * Starts one.
   *
   * @param staple null: none
   * @param version such as "TLSv1.3", the only one it speaks
   */
  static StaplingServer start(TestCa.Issued identity, byte[] staple, String version) {
    OpenSsl.ensureAvailability();
    try {
      return new StaplingServer(
          SslContextBuilder.forServer(
                  identity.key().getPrivate(), identity.chain().toArray(X509Certificate[]::new))
              .sslProvider(SslProvider.OPENSSL)
              .protocols(version)
              .enableOcsp(true)
              .build(),
          staple);
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return url("x.test") + "/";
  }

  /** Without a path. */
  String url(String host) {
    return "https://" + host + ":" + ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** How many requests have arrived. */
  int requests() {
    return requests.get();
  }

  private final class Answering extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf part) {
      if (part.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        requests.incrementAndGet();
        ctx.writeAndFlush(Unpooled.wrappedBuffer(ANSWER));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable theClientLeft) {
      ctx.close();
    }
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
  }
}
