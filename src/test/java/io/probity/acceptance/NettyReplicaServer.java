package io.probity.acceptance;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.probity.testing.NettyServer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One in this process. Failing targets answer 500. */
final class NettyReplicaServer implements ReplicaServer {
  private final EventLoopGroup loop = NettyServer.loop();
  private final NettyServer server = new NettyServer(loop, "0.0.0.0", this::answer);
  private final Set<Integer> failing = ConcurrentHashMap.newKeySet();
  private final Arrivals arrivals;

  NettyReplicaServer(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  @Override
  public int port() {
    return server.address().getPort();
  }

  @Override
  public void fail(List<Integer> endpoints) {
    failing.addAll(endpoints);
  }

  @Override
  public void heal(List<Integer> endpoints) {
    endpoints.forEach(failing::remove);
  }

  /** They are written down before they are answered. */
  @Override
  public void writeDown() {}

  private void answer(ChannelHandlerContext context, FullHttpRequest request) {
    int endpoint = Integer.parseInt(request.uri().substring(1));
    InetSocketAddress here = (InetSocketAddress) context.channel().localAddress();
    arrivals.add(endpoint, here.getAddress().getAddress()[3] - 1);
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            failing.contains(endpoint)
                ? HttpResponseStatus.INTERNAL_SERVER_ERROR
                : HttpResponseStatus.OK,
            Unpooled.EMPTY_BUFFER);
    response.headers().set("content-length", 0);
    context.writeAndFlush(response);
  }

  @Override
  public void close() {
    server.close();
    loop.shutdownGracefully();
  }
}
