package io.probity.probe.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.probity.net.PinnedAddress;
import io.probity.probe.ConnectionFacts;
import io.probity.probe.http.PoolMeters.Closing;
import io.probity.probe.http.PoolMeters.Kind;
import io.probity.tls.TlsFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An established connection with what was learned when it was made. Loop-confined. */
final class Link {
  private final Route route;
  private final PinnedAddress address;
  private final Channel channel;
  private final Wire wire;
  private final Tap tap;
  private final @Nullable TlsFacts tls;
  private final boolean certificateRequested;
  private final boolean http2;
  private final long openedAt;

  /** Milliseconds since 1970 until which its certificate may serve. */
  private final long leafExpires;

  private final LinkList.Place place = new LinkList.Place(this);
  private IdleLinks.@Nullable Stay stay;
  private int requests;
  private long idleUntil;
  private long youngUntil;
  private @Nullable Lease lease;
  private @Nullable Closing closing;

  Link(
      Route route,
      PinnedAddress address,
      Channel channel,
      Wire wire,
      Tap tap,
      @Nullable Handshake handshake,
      boolean http2,
      long openedAt) {
    this.route = route;
    this.address = address;
    this.channel = channel;
    this.wire = wire;
    this.tap = tap;
    this.tls = handshake == null ? null : handshake.facts();
    this.certificateRequested = handshake != null && handshake.certificateRequested();
    this.http2 = http2;
    this.openedAt = openedAt;
    this.leafExpires = route.verify() ? leafExpires(tls) : Long.MAX_VALUE;
  }

  /** Where it is among others. */
  LinkList.Place place() {
    return place;
  }

  /** Its stay among the idle ones, null: it is not there. */
  IdleLinks.@Nullable Stay stay() {
    return stay;
  }

  void stay(IdleLinks.@Nullable Stay next) {
    stay = next;
  }

  Route route() {
    return route;
  }

  PinnedAddress address() {
    return address;
  }

  Wire wire() {
    return wire;
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
    return wire.goingAway();
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

  /** For whom it is held, null: it is idle, or being closed after it was. */
  @Nullable Lease lease() {
    return lease;
  }

  void lease(@Nullable Lease holder) {
    lease = holder;
  }

  /** How long it may be idle from now on, and how old it may become, in nanoseconds. */
  void usableFor(long idle, long age, long now) {
    idleUntil = now + idle;
    youngUntil = openedAt + age;
  }

  /** Why it may not serve another request, null: it may. */
  @Nullable Closing worn(long now) {
    if (!channel.isActive() || wire.goingAway()) {
      return Closing.CLOSED_BY_PEER;
    }
    if (youngUntil - now <= 0) {
      return Closing.AGE;
    }
    return idleUntil - now <= 0 ? Closing.IDLE : null;
  }

  /** Why it may not serve a request to one of these addresses, null: it may. */
  @Nullable Closing unfit(List<PinnedAddress> admitted, long nanoTime, long epochMillis) {
    Closing worn = worn(nanoTime);
    if (worn != null) {
      return worn;
    }
    if (!admitted.contains(address)) {
      return Closing.ADDRESS;
    }
    return leafExpires <= epochMillis ? Closing.CERTIFICATE : null;
  }

  private static long leafExpires(@Nullable TlsFacts tls) {
    return tls == null || tls.chain().isEmpty()
        ? Long.MAX_VALUE
        : tls.chain().get(0).getNotAfter().getTime();
  }

  /** Why it was closed; the peer's doing unless a reason was given. */
  Closing closing() {
    return closing == null ? Closing.CLOSED_BY_PEER : closing;
  }

  /**
   * Closes it; the first reason given counts. After a failure it does so below the HTTP engine, of
   * which that for HTTP/2 would first wait until its streams have ended.
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
