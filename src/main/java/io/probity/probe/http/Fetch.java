package io.probity.probe.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.probity.net.Admission;
import io.probity.net.Egress;
import io.probity.net.Family;
import io.probity.net.PinnedAddress;
import io.probity.tls.PkiFetcher.Fetched;
import io.probity.tls.PkiFetcher.Request;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One fetch, from the name to the last byte. Loop-confined; ends exactly once. */
final class Fetch implements Dial.Listener {
  private static final int HTTP_PORT = 80;
  private static final int OK = 200;
  private static final int MAX_LINE = 4 * 1024;
  private static final int MAX_HEADERS = 16 * 1024;
  private static final int CHUNK = 16 * 1024;

  private final EventLoop loop;
  private final Egress egress;
  private final String userAgent;
  private final Request request;
  private final URI url;
  private final CompletableFuture<Fetched> result = new CompletableFuture<>();
  private @Nullable Dial dial;
  private @Nullable Channel channel;

  Fetch(EventLoop loop, Egress egress, String userAgent, Request request, URI url) {
    this.loop = loop;
    this.egress = egress;
    this.userAgent = userAgent;
    this.request = request;
    this.url = url;
  }

  CompletableFuture<Fetched> start() {
    long nanos = request.timeout().toNanos();
    Future<?> deadline =
        loop.schedule(
            () -> fail("timeout", "It took longer than " + nanos / 1_000_000 + " ms."),
            nanos,
            TimeUnit.NANOSECONDS);
    result.whenComplete((any, bug) -> deadline.cancel(false));
    egress
        .admit(host(), port(), Family.ANY, request.timeout())
        .whenComplete((admission, bug) -> onLoop(() -> admitted(admission)));
    return result;
  }

  private void admitted(@Nullable Admission admission) {
    if (result.isDone()) {
      return;
    }
    if (admission instanceof Admission.Admitted admitted) {
      Dial dialling = new Dial(loop, admitted.addresses(), this);
      dial = dialling;
      dialling.start();
    } else if (admission instanceof Admission.Refused refused) {
      fail("egress_denied", refused.detail());
    } else if (admission instanceof Admission.Unresolved unresolved) {
      fail("unresolved", unresolved.detail());
    } else {
      fail("unresolved", "The resolver failed.");
    }
  }

  @Override
  public void unconnected(Map<PinnedAddress, Throwable> causes) {
    fail("unreachable", host() + " does not accept connections on port " + port() + ".");
  }

  @Override
  public void connecting() {}

  @Override
  public void connected(Channel opened, PinnedAddress address) {
    channel = opened;
    if (result.isDone()) {
      opened.close();
      return;
    }
    opened.pipeline().addLast(new HttpClientCodec(MAX_LINE, MAX_HEADERS, CHUNK), new Answer());
    opened.writeAndFlush(message());
  }

  private DefaultFullHttpRequest message() {
    byte[] body = request.post();
    ByteBuf content = body == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    DefaultFullHttpRequest message =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, body == null ? HttpMethod.GET : HttpMethod.POST, target, content);
    message
        .headers()
        .set(HttpHeaderNames.HOST, url.getRawAuthority())
        .set(HttpHeaderNames.USER_AGENT, userAgent)
        .set(HttpHeaderNames.ACCEPT, "*/*")
        .set(HttpHeaderNames.CONNECTION, "close");
    if (body != null) {
      message
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "application/ocsp-request")
          .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    }
    return message;
  }

  private final class Answer extends SimpleChannelInboundHandler<HttpObject> {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
      if (part.decoderResult().isFailure()) {
        fail("malformed", "The answer is not HTTP.");
        return;
      }
      if (part instanceof HttpResponse head && head.status().code() != OK) {
        int status = head.status().code();
        fail(
            "status_" + status,
            "The answer has the status " + status + "; no redirect is followed.");
      }
      if (part instanceof HttpContent content && !result.isDone()) {
        take(content.content());
        if (part instanceof LastHttpContent && !result.isDone()) {
          end(new Fetched.Content(body.toByteArray()));
        }
      }
    }

    private void take(ByteBuf content) {
      if (body.size() + content.readableBytes() > request.maxBytes()) {
        fail("too_large", "It is larger than " + request.maxBytes() + " bytes.");
        return;
      }
      byte[] bytes = new byte[content.readableBytes()];
      content.readBytes(bytes);
      body.writeBytes(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      fail("closed", "The connection was closed before the answer was complete.");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable known) {
      fail("closed", "The connection broke before the answer was complete.");
    }
  }

  private String host() {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private int port() {
    return url.getPort() < 0 ? HTTP_PORT : url.getPort();
  }

  private void fail(String reason, String detail) {
    end(new Fetched.Nothing(reason, detail));
  }

  private void end(Fetched how) {
    if (result.isDone()) {
      return;
    }
    if (dial != null) {
      dial.cancel();
    }
    if (channel != null) {
      channel.close();
    }
    result.complete(how);
  }

  private void onLoop(Runnable step) {
    if (loop.inEventLoop()) {
      step.run();
    } else {
      loop.execute(step);
    }
  }
}
