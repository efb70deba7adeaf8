package io.probity.acceptance;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.probity.testing.NettyServer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Targets on addresses of their own network, each of which fails as it is told. */
final class Fleet implements AutoCloseable {
  private static final int HOSTS = 250;

  private final EventLoopGroup loop = NettyServer.loop();
  private final List<NettyServer> listeners = new ArrayList<>();
  private final AtomicReferenceArray<Manner> manners;
  private final AtomicLong requests = new AtomicLong();

  /** How a target behaves. */
  enum Manner {
    HEALTHY,
    STATUS_500,
    /** Ends the connection instead of an answer. */
    CLOSED,
    /** Resets it. */
    RESET,
    SILENT,
    /** Its listener is closed, and with it all targets behind the same one. */
    REFUSED
  }

  /**
   * A healthy fleet in one network.
   *
   * @param network the first two bytes of the addresses, such as 127.40
   * @param listeners over which the targets are dealt
   */
  Fleet(String network, int targets, int listeners) {
    this(List.of(network), targets, listeners);
  }

  /** A healthy fleet whose listeners are dealt over several networks. */
  Fleet(List<String> networks, int targets, int listeners) {
    manners = new AtomicReferenceArray<>(targets);
    for (int i = 0; i < targets; i++) {
      manners.set(i, Manner.HEALTHY);
    }
    for (int i = 0; i < listeners; i++) {
      String network = networks.get(i % networks.size());
      int host = i / networks.size();
      String address = "%s.%d.%d".formatted(network, host / HOSTS, host % HOSTS + 1);
      this.listeners.add(new NettyServer(loop, address, this::answer));
    }
  }

  int size() {
    return manners.length();
  }

  /** Its URL by literal address. */
  String url(int target) {
    return url(target, address(target).getHostString());
  }

  /** Its URL under a name. */
  String url(int target, String host) {
    return "http://%s:%d/%d".formatted(host, address(target).getPort(), target);
  }

  InetSocketAddress address(int target) {
    return listener(target).address();
  }

  Manner manner(int target) {
    return manners.get(target);
  }

  /** Behaves so from the next request on. */
  void tell(int target, Manner manner) {
    manners.set(target, manner);
    if (manner == Manner.REFUSED) {
      listener(target).refuse();
    } else {
      listener(target).listen();
    }
  }

  void tellAll(Manner manner) {
    for (int i = 0; i < size(); i++) {
      tell(i, manner);
    }
  }

  boolean isHealthy() {
    return IntStream.range(0, size()).allMatch(each -> manner(each) == Manner.HEALTHY);
  }

  /** Requests read so far; connections that were refused are none. */
  long requests() {
    return requests.get();
  }

  private NettyServer listener(int target) {
    return listeners.get(target % listeners.size());
  }

  private void answer(ChannelHandlerContext context, FullHttpRequest request) {
    requests.incrementAndGet();
    Manner manner = manners.get(Integer.parseInt(request.uri().substring(1)));
    switch (manner) {
      case HEALTHY -> respond(context, HttpResponseStatus.OK);
      case STATUS_500 -> respond(context, HttpResponseStatus.INTERNAL_SERVER_ERROR);
      case RESET -> {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        context.close();
      }
      case CLOSED, REFUSED -> context.close();
      case SILENT -> {}
    }
  }

  private static void respond(ChannelHandlerContext context, HttpResponseStatus status) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
    response.headers().set("content-length", 0);
    context.writeAndFlush(response);
  }

  /** All manners of failing. */
  static List<Manner> faults() {
    return Arrays.stream(Manner.values()).filter(each -> each != Manner.HEALTHY).toList();
  }

  @Override
  public void close() {
    listeners.forEach(NettyServer::close);
    loop.shutdownGracefully();
  }
}
