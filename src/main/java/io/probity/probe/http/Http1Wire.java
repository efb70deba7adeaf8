package io.probity.probe.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.probity.probe.HttpVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 (RFC 9112) on one connection, with Netty's parser. Interim responses (RFC 9110 section
 * 15.2) but 101 are passed over; a response that nobody asked for closes the connection.
 * Loop-confined.
 */
final class Http1Wire extends ChannelInboundHandlerAdapter implements Wire {
  private static final HttpDecoderConfig LIMITS =
      new HttpDecoderConfig().setMaxInitialLineLength(8 * 1024).setMaxHeaderSize(64 * 1024);

  private final Channel channel;
  private final Parser parser = new Parser();
  private @Nullable Listener listener;
  private boolean interim;
  private boolean clean = true;

  private Http1Wire(Channel channel) {
    this.channel = channel;
  }

  /** Puts it on a connection, behind the tap, in place of whoever watched how that was made. */
  static Http1Wire on(Channel channel, Tap tap) {
    ChannelPipeline pipeline = channel.pipeline();
    List<ChannelHandler> watchers = new ArrayList<>(2);
    pipeline.forEach(named -> watchers.add(named.getValue()));
    watchers.removeIf(SslHandler.class::isInstance);
    watchers.forEach(pipeline::remove);
    Http1Wire wire = new Http1Wire(channel);
    pipeline.addLast(tap, wire.parser, wire);
    return wire;
  }

  /** The length of a body depends on the request it answers. */
  private static final class Parser extends HttpResponseDecoder {
    private boolean bodiless;

    /** Whether more has come than what is told so far. */
    boolean hasMore() {
      return actualReadableBytes() > 0;
    }

    Parser() {
      super(LIMITS);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      return bodiless || super.isContentAlwaysEmpty(message);
    }
  }

  @Override
  public void send(Outgoing out, Listener hears) {
    byte[] message;
    try {
      message = out.http1();
    } catch (IllegalArgumentException notHttp) {
      hears.notHttp(notHttp);
      return;
    }
    parser.bodiless = out.request().method().equals("HEAD");
    listener = hears;
    hears.sending();
    channel
        .writeAndFlush(channel.alloc().directBuffer(message.length).writeBytes(message))
        .addListener(
            done -> {
              if (done.isSuccess()) {
                hears.written();
              } else {
                hears.broken();
              }
            });
  }

  @Override
  public boolean goingAway() {
    return false;
  }

  @Override
  public boolean clean() {
    return clean;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpObject part) {
        read(part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Listener hears = listener;
    listener = null;
    if (hears != null) {
      if (cause instanceof IOException || cause instanceof DecoderException) {
        hears.broken();
      } else {
        hears.failed(cause);
      }
    }
    ctx.close();
  }

  private void read(HttpObject part) {
    Throwable problem = problemOf(part);
    if (problem != null) {
      if (!(problem instanceof PrematureChannelClosureException)) { // that it closed is told anyway
        refuse(problem);
      }
      return;
    }
    HttpResponse response = part instanceof HttpResponse begins ? begins : null;
    if (response != null) {
      int status = response.status().code();
      interim = status >= 100 && status < 200 && status != 101;
    }
    boolean last = part instanceof LastHttpContent;
    if (interim) {
      interim = !last;
      return;
    }
    Listener hears = listener;
    if (hears == null) {
      channel.close();
      return;
    }
    if (response != null) {
      hears.headArrived(headOf(response));
    }
    if (part instanceof HttpContent content && content.content().isReadable()) {
      hears.bodyArrived(content.content());
    }
    if (last) {
      listener = null; // before, since whoever hears of it may send the next request
      clean = !parser.hasMore();
      hears.completed();
    }
  }

  private void refuse(Throwable problem) {
    Listener hears = listener;
    listener = null;
    if (hears == null) {
      channel.close();
    } else {
      hears.malformed(problem);
    }
  }

  private static ResponseHead headOf(HttpResponse response) {
    boolean old = response.protocolVersion().minorVersion() == 0;
    return ResponseHead.of(
        response.status().code(),
        old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1,
        response.headers().iteratorCharSequence());
  }

  private static @Nullable Throwable problemOf(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      return part.decoderResult().cause();
    }
    if (part instanceof HttpResponse response
        && !response.protocolVersion().equals(io.netty.handler.codec.http.HttpVersion.HTTP_1_1)
        && !response.protocolVersion().equals(io.netty.handler.codec.http.HttpVersion.HTTP_1_0)) {
      return new IllegalArgumentException("HTTP version " + response.protocolVersion());
    }
    return null;
  }
}
