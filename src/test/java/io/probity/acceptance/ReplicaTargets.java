package io.probity.acceptance;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.probity.testing.NettyServer;
import io.probity.testing.ScriptedDns;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Targets that know which replica asks: each replica has a DNS server of its own, which gives it an
 * address of its own for the same names.
 */
final class ReplicaTargets implements AutoCloseable {
  private static final int FOREVER = 86_400;

  private final EventLoopGroup loop = NettyServer.loop();
  private final NettyServer server = new NettyServer(loop, "0.0.0.0", this::answer);
  private final List<ScriptedDns> names = new ArrayList<>();
  private final Set<Integer> failing = ConcurrentHashMap.newKeySet();
  private final Arrivals arrivals;

  ReplicaTargets(int replicas, int endpoints) {
    arrivals = new Arrivals(endpoints);
    for (int replica = 0; replica < replicas; replica++) {
      ScriptedDns dns = new ScriptedDns("127.0.0.1");
      for (int endpoint = 0; endpoint < endpoints; endpoint++) {
        dns.addresses(name(endpoint), FOREVER, "127.51.0." + (1 + replica));
      }
      names.add(dns);
    }
  }

  private static String name(int endpoint) {
    return "e" + endpoint + ".replicas.test";
  }

  String url(int endpoint) {
    return "http://%s:%d/%d".formatted(name(endpoint), server.address().getPort(), endpoint);
  }

  /** What a replica is to ask for names. */
  String nameServer(int replica) {
    return "127.0.0.1:" + names.get(replica).address().getPort();
  }

  Arrivals arrivals() {
    return arrivals;
  }

  /** These answer 500 from now on. */
  void fail(List<Integer> endpoints) {
    failing.addAll(endpoints);
  }

  /** These answer 200 again. */
  void heal(List<Integer> endpoints) {
    endpoints.forEach(failing::remove);
  }

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
    names.forEach(ScriptedDns::close);
    loop.shutdownGracefully();
  }
}
