package io.probity.probe.http;

import io.netty.channel.Channel;
import io.probity.net.PinnedAddress;
import io.probity.probe.ConnectionFacts;
import io.probity.tls.TlsFacts;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientConnection;
import java.security.cert.X509Certificate;
import java.time.Instant;
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
  private long usableUntil;

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

  /** It may be taken from the pool until then ({@link System#nanoTime()}). */
  void usableUntil(long nanoTime) {
    usableUntil = nanoTime;
  }

  boolean usable(long now) {
    return channel.isActive() && !goingAway && usableUntil - now > 0;
  }

  /** Whether the leaf that was presented is still within its validity. */
  boolean leafValid(Instant now) {
    if (tls == null || tls.chain().isEmpty()) {
      return true;
    }
    X509Certificate leaf = tls.chain().get(0);
    return !route.verify() || leaf.getNotAfter().toInstant().isAfter(now);
  }

  void close() {
    channel.close();
  }
}
