package io.probity.probe.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.probity.net.PinnedAddress;
import io.probity.probe.Failure;

/** Stands behind the TLS engine and tells how its handshake ended. Loop-confined. */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {
  private final SslHandler ssl;
  private final Handshake watched;
  private final PinnedAddress peer;
  private final Listener listener;
  private boolean finished;

  /** Hears the end of a handshake. */
  interface Listener {
    void shaken(Handshake shaken, SslHandler ssl, Channel opened);

    void notShaken(Failure failure, SslHandler ssl);

    /** Something broke on the finished connection, before HTTP was there to hear of it. */
    void brokenAfterwards(Throwable cause);
  }

  HandshakeWatch(SslHandler ssl, Handshake watched, PinnedAddress peer, Listener listener) {
    this.ssl = ssl;
    this.watched = watched;
    this.peer = peer;
    this.listener = listener;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent completion)) {
      ctx.fireUserEventTriggered(event);
    } else if (completion.isSuccess()) {
      finished = true;
      watched.finished(ssl.engine());
      listener.shaken(watched, ssl, ctx.channel());
    } else {
      listener.notShaken(TlsFailure.of(watched, peer.toString()), ssl);
    }
  }

  /** What breaks the handshake itself is told by the completion event, too. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (finished) {
      listener.brokenAfterwards(cause);
    }
  }
}
