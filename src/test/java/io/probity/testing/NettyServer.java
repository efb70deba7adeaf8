package io.probity.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server in clear on one address, cheap enough for thousands beside the program that they
 * test. It can stop listening and begin again on the same port.
 */
public final class NettyServer implements AutoCloseable {
  private static final int LARGEST_BODY = 1 << 20;

  private final EventLoopGroup loop;
  private final Handler handler;
  private final ChannelGroup accepted = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private InetSocketAddress address;
  private Channel listener;

  /** Answers a request, at once or later, or does something worse. Called on the event loop. */
  @FunctionalInterface
  public interface Handler {
    void handle(ChannelHandlerContext context, FullHttpRequest request);
  }

  /** A server on a port of its own. */
  public NettyServer(EventLoopGroup loop, String host, Handler handler) {
    this.loop = loop;
    this.handler = handler;
    listener = bind(new InetSocketAddress(host, 0));
    address = (InetSocketAddress) listener.localAddress();
  }

  /** An event loop for any number of servers; its threads are daemons. */
  public static EventLoopGroup loop() {
    return new NioEventLoopGroup(
        1,
        task -> {
          Thread thread = new Thread(task, "netty-server");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Where it listens, or did and will again. */
  public InetSocketAddress address() {
    return address;
  }

  /** Refuses connections from now on and ends those there are. */
  public synchronized void refuse() {
    if (listener.isOpen()) {
      listener.close().syncUninterruptibly();
      accepted.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
  }

  /** Listens again after {@link #refuse}. */
  public synchronized void listen() {
    if (!listener.isOpen()) {
      listener = bind(address);
      address = (InetSocketAddress) listener.localAddress();
    }
  }

  private Channel bind(InetSocketAddress where) {
    return new ServerBootstrap()
        .group(loop)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 4096)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                accepted.add(channel);
                channel
                    .pipeline()
                    .addLast(new HttpServerCodec(), new HttpObjectAggregator(LARGEST_BODY))
                    .addLast(new Adapter(handler));
              }
            })
        .bind(where)
        .syncUninterruptibly()
        .channel();
  }

  @Override
  public void close() {
    refuse();
  }

  private static final class Adapter extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Handler handler;

    Adapter(Handler handler) {
      this.handler = handler;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      handler.handle(context, request);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
