package io.probity.probe.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sits between TLS and the HTTP codec of an established connection and tells the exchange under way
 * what happens on it, with types. Loop-confined.
 */
final class Tap extends ChannelInboundHandlerAdapter {
  /** Hears of what happens on the connection. */
  interface Listener {
    /** Decrypted bytes of a response came in. */
    void bytesArrived();

    /** The peer ended the TLS session with an alert, or broke it. */
    void tlsBroken();

    /** The connection is gone; what it still had to deliver was delivered. */
    void closed();
  }

  private @Nullable Listener listener;
  private @Nullable FrameScanner frames;
  private boolean tlsBroken;
  private boolean reset;

  /** Who hears from now on, null: nobody. */
  void listener(@Nullable Listener hears) {
    listener = hears;
  }

  /** The connection speaks HTTP/2: not every byte belongs to a response. */
  void http2() {
    frames = new FrameScanner();
  }

  /** Whether the peer ended the TLS session with an alert, or broke it. */
  boolean tlsBroken() {
    return tlsBroken;
  }

  /** Whether the peer reset the connection, as against closing it. */
  boolean reset() {
    return reset;
  }

  /** What comes over HTTP/1 while nobody waits for it would be taken for the next response. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (listener == null && frames == null) {
      ReferenceCountUtil.release(message);
      ctx.close();
      return;
    }
    boolean response =
        frames == null || message instanceof ByteBuf bytes && frames.beginResponse(bytes);
    if (listener != null && response) {
      listener.bytesArrived();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (isOfTls(cause)) {
      tlsBroken = true;
      if (listener != null) {
        listener.tlsBroken();
      }
    } else if (cause instanceof IOException) {
      reset = true;
    }
    ctx.fireExceptionCaught(cause);
  }

  /** Whether the peer ended a TLS session with an alert, or broke it. */
  static boolean isOfTls(Throwable cause) {
    return cause instanceof SSLException || cause.getCause() instanceof SSLException;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ctx.fireChannelInactive();
    if (listener != null) {
      listener.closed();
    }
  }
}
