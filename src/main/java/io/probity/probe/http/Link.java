package io.probity.probe.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.probity.net.PinnedAddress;
import io.probity.probe.ConnectionFacts;
import io.probity.probe.http.PoolMeters.Closing;
import io.probity.probe.http.PoolMeters.Kind;
import io.probity.tls.TlsFacts;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientConnection;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An established connection with what was learned when it was made. Loop-confined. */
final class Link {
  private final Route route;
  private final PinnedAddress address;
  private final Channel channel;
  private final HttpClientConnection http;
  private final Tap tap;
  private final @Nullable TlsFacts tls;
  private final boolean certificateRequested;
  private final boolean http2;
  private final long openedAt;
  private int requests;
  private boolean goingAway;
  private long idleUntil;
  private long youngUntil;
  private @Nullable Lease lease;
  private @Nullable Closing closing;

  Link(
      Route route,
      PinnedAddress address,
      Channel channel,
      HttpClientConnection http,
      Tap tap,
      @Nullable Handshake handshake,
      boolean http2,
      long openedAt) {
    this.route = route;
    this.address = address;
    this.channel = channel;
    this.http = http;
    this.tap = tap;
    this.tls = handshake == null ? null : handshake.facts();
    this.certificateRequested = handshake != null && handshake.certificateRequested();
    this.http2 = http2;
    this.openedAt = openedAt;
    http.exceptionHandler(known -> {});
    http.evictionHandler(leaving -> noteLeaving());
  }

  /**
   * A GOAWAY came or went, or the connection is down already. The engine's own handler for GOAWAY
   * is not used: each call leaks a buffer (Vert.x 4.5.28).
   */
  private void noteLeaving() {
    goingAway = http2 && channel.isActive();
  }

  Route route() {
    return route;
  }

  PinnedAddress address() {
    return address;
  }

  HttpClientConnection http() {
    return http;
  }

  Channel channel() {
    return channel;
  }

  Tap tap() {
    return tap;
  }

  /** What the handshake showed, null without TLS. */
  @Nullable TlsFacts tls() {
    return tls;
  }

  /** Whether the server asked for a client certificate when the connection was made. */
  boolean certificateRequested() {
    return certificateRequested;
  }

  boolean http2() {
    return http2;
  }

  Kind kind() {
    return http2 ? Kind.HTTP2 : Kind.HTTP1;
  }

  /** Whether an HTTP/2 peer has announced that it closes. */
  boolean goingAway() {
    return goingAway;
  }

  io.probity.probe.HttpVersion version(HttpVersion spoken) {
    return switch (spoken) {
      case HTTP_1_0 -> io.probity.probe.HttpVersion.HTTP_1_0;
      case HTTP_1_1 -> io.probity.probe.HttpVersion.HTTP_1_1;
      case HTTP_2 -> io.probity.probe.HttpVersion.HTTP_2;
    };
  }

  /** Counts one more request and tells the facts it runs under. */
  ConnectionFacts nextRequest(long now) {
    requests++;
    return new ConnectionFacts(requests > 1, (now - openedAt) / 1_000_000, requests);
  }

  int requests() {
    return requests;
  }

  boolean reused() {
    return requests > 1;
  }

  long openedAt() {
    return openedAt;
  }

  /** For whom it is held, or was held last while it is idle; null: it was just made. */
  @Nullable Lease lease() {
    return lease;
  }

  void lease(Lease holder) {
    lease = holder;
  }

  /** How long it may be idle from now on, and how old it may become, in nanoseconds. */
  void usableFor(long idle, long age, long now) {
    idleUntil = now + idle;
    youngUntil = openedAt + age;
  }

  /** Why it may not serve another request, null: it may. */
  @Nullable Closing worn(long now) {
    if (!channel.isActive() || goingAway) {
      return Closing.CLOSED_BY_PEER;
    }
    if (youngUntil - now <= 0) {
      return Closing.AGE;
    }
    return idleUntil - now <= 0 ? Closing.IDLE : null;
  }

  /** Why it may not serve a request to one of these addresses, null: it may. */
  @Nullable Closing unfit(List<PinnedAddress> admitted, long nanoTime, Instant now) {
    Closing worn = worn(nanoTime);
    if (worn != null) {
      return worn;
    }
    if (!admitted.contains(address)) {
      return Closing.ADDRESS;
    }
    return leafValid(now) ? null : Closing.CERTIFICATE;
  }

  private boolean leafValid(Instant now) {
    if (tls == null || tls.chain().isEmpty()) {
      return true;
    }
    X509Certificate leaf = tls.chain().get(0);
    return !route.verify() || leaf.getNotAfter().toInstant().isAfter(now);
  }

  /** Why it was closed; the peer's doing unless a reason was given. */
  Closing closing() {
    return closing == null ? Closing.CLOSED_BY_PEER : closing;
  }

  /**
   * Closes it; the first reason given counts. After a failure it does so below the HTTP engine,
   * which would first wait until what is being written is taken, or its streams have ended.
   */
  void close(Closing reason) {
    if (closing == null) {
      closing = reason;
    }
    ChannelHandlerContext belowEngine = channel.pipeline().context(tap);
    if (belowEngine != null && (reason == Closing.FAILED || reason == Closing.LEAKED)) {
      belowEngine.close();
    } else {
      channel.close();
    }
  }
}
