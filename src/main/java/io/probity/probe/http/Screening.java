package io.probity.probe.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what the peer sends on a connection whose certificates are still being looked up, such as
 * the SETTINGS of HTTP/2, until there is somebody to read it. Loop-confined.
 */
final class Screening extends ChannelInboundHandlerAdapter {
  private final Channel channel;
  private final SslHandler ssl;
  private final long since;
  private final List<Object> held = new ArrayList<>(1);

  private Screening(Channel channel, SslHandler ssl, long since) {
    this.channel = channel;
    this.ssl = ssl;
    this.since = since;
  }

  static Screening begin(Channel channel, SslHandler ssl) {
    Screening begun = new Screening(channel, ssl, System.nanoTime());
    channel.config().setAutoRead(false);
    channel.pipeline().addLast(begun);
    return begun;
  }

  Channel channel() {
    return channel;
  }

  SslHandler ssl() {
    return ssl;
  }

  /** Nanoseconds since it began. */
  long lasted() {
    return System.nanoTime() - since;
  }

  /** Steps aside, so that the HTTP engine can be put in its place. */
  void end() {
    List<Object> kept = List.copyOf(held);
    held.clear();
    channel.pipeline().remove(this);
    held.addAll(kept);
  }

  /** Hands over what was kept to whoever stands behind TLS now. */
  void handOver() {
    ChannelHandlerContext context = channel.pipeline().context(ssl);
    if (context == null) {
      release();
      return;
    }
    held.forEach(context::fireChannelRead);
    if (!held.isEmpty()) {
      context.fireChannelReadComplete();
    }
    held.clear();
    channel.config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    held.add(message);
  }

  /** The connection went down, or was given up. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }

  private void release() {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }
}
