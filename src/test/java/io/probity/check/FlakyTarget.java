package io.probity.check;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.probity.testing.TestCa;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A server on 127.0.0.1 that answers 200, but resets some of its connections and requests by
 * chance. The chances come from one seed.
 */
final class FlakyTarget implements AutoCloseable {
  private static final int SEED = 3;
  private static final int LARGEST = 64 * 1024;

  private final Random random = new Random(SEED);
  private final double resetsConnection;
  private final double resetsRequest;
  private final EventLoopGroup group = new NioEventLoopGroup(1);
  private final @Nullable SslContext tls;
  private final AtomicInteger resets = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final Channel listener;

  /**
   * Listens.
   *
   * @param resetsConnection the chance that a connection is reset when it is accepted
   * @param resetsRequest the chance that it is reset when a request, but the first, has arrived
   */
  FlakyTarget(boolean secure, double resetsConnection, double resetsRequest) {
    this.resetsConnection = resetsConnection;
    this.resetsRequest = resetsRequest;
    tls = secure ? context() : null;
    listener =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    accept(accepted);
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  private static SslContext context() {
    TestCa.Issued identity = TestCa.root("Flaky root").leaf("flaky.test");
    try {
      return SslContextBuilder.forServer(identity.key().getPrivate(), identity.chain())
          .sslProvider(SslProvider.OPENSSL)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void accept(Channel accepted) {
    if (random.nextDouble() < resetsConnection) {
      accepted.pipeline().addLast(new Refusing());
      return;
    }
    if (tls != null) {
      accepted.pipeline().addLast(tls.newHandler(accepted.alloc()));
    }
    accepted
        .pipeline()
        .addLast(new HttpServerCodec(), new HttpObjectAggregator(LARGEST), new Answering());
  }

  /** A RST, past TLS if there is any. */
  private void reset(Channel accepted) {
    resets.incrementAndGet();
    accepted.config().setOption(ChannelOption.SO_LINGER, 0);
    accepted.pipeline().firstContext().close();
  }

  private final class Refusing extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      reset(ctx.channel());
    }
  }

  private final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {
    private boolean served;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      requests.incrementAndGet();
      boolean first = !served;
      served = true;
      if (!first && random.nextDouble() < resetsRequest) {
        reset(ctx.channel());
        return;
      }
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer(new byte[130]));
      HttpUtil.setContentLength(response, response.content().readableBytes());
      boolean keep = HttpUtil.isKeepAlive(request);
      if (!keep) {
        response.headers().set(HttpHeaderNames.CONNECTION, "close");
      }
      var written = ctx.writeAndFlush(response);
      if (!keep) {
        written.addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable left) {
      ctx.close();
    }
  }

  String url() {
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    return (tls == null ? "http" : "https") + "://flaky.test:" + port + "/";
  }

  /** How many connections it has reset, whenever. */
  int resets() {
    return resets.get();
  }

  /** How many requests have arrived in full. */
  int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
