package io.probity.probe.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2Error;
import io.probity.net.PinnedAddress;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides why an exchange failed, from how far it had come. Pure. */
final class ExchangeFailure {
  private ExchangeFailure() {}

  /** The peer chose HTTP/2 and then stayed silent. */
  static Failure noSettings(PinnedAddress peer) {
    return Failure.of(
        FailureClass.RESPONSE_TIMEOUT,
        peer + " chose HTTP/2 and then did not send its SETTINGS in time.");
  }

  /** The peer chose HTTP/2 and then spoke something else. */
  static Failure notHttp2(PinnedAddress peer) {
    return Failure.of(
        FailureClass.RESPONSE_MALFORMED,
        peer + " chose HTTP/2 and then began with something other than its SETTINGS.");
  }

  /**
   * The connection went down before it could carry an exchange.
   *
   * @param tlsBroken whether the peer ended the TLS session with an alert, or broke it
   */
  static Failure beforeIt(PinnedAddress peer, @Nullable Handshake handshake, boolean tlsBroken) {
    if (handshake != null && handshake.certificateRequested()) {
      boolean offered = handshake.route().identity() != null;
      if (tlsBroken || !offered) {
        return turnedDown(peer.toString(), offered);
      }
    }
    return tlsBroken
        ? alert(peer.toString())
        : Failure.of(
            FailureClass.RESPONSE_CLOSED,
            peer + " closed the connection before a request could be sent.");
  }

  /** Time ran out in the phase that the exchange is in. */
  static Failure timedOut(Exchange exchange, long waitedMillis) {
    String peer = exchange.link().address().toString();
    if (!exchange.wasWritten()) {
      return Failure.of(
          FailureClass.REQUEST_TIMEOUT,
          peer + " took no more of the request for " + waitedMillis + " ms.");
    }
    if (!exchange.firstByteSeen()) {
      return Failure.of(
          FailureClass.RESPONSE_TIMEOUT,
          peer + " sent no byte of a response within " + waitedMillis + " ms.");
    }
    if (!exchange.headSeen()) {
      return Failure.of(
          FailureClass.RESPONSE_HEADERS_TIMEOUT,
          peer + " did not finish the response's headers within " + waitedMillis + " ms.");
    }
    return new Failure(
        FailureClass.RESPONSE_BODY_TIMEOUT,
        peer + " did not finish the body within " + waitedMillis + " ms.",
        Map.of("bytes", exchange.bytes()));
  }

  /** The connection went down. */
  static Failure gone(Exchange exchange) {
    String peer = exchange.link().address().toString();
    boolean reset = exchange.link().tap().reset();
    if (!exchange.firstByteSeen()) {
      if (exchange.link().reused()) {
        return stale(peer);
      }
      if (wantsClientCertificate(exchange)) {
        return TlsFailure.clientCertificate(peer, "it was offered none and closed the connection");
      }
    }
    if (exchange.link().goingAway()) {
      return Failure.of(
          FailureClass.RESPONSE_STREAM_RESET,
          peer + " announced GOAWAY and closed before the response was complete.");
    }
    if (!exchange.wasWritten() && !exchange.firstByteSeen()) {
      return Failure.of(
          FailureClass.REQUEST_RESET,
          peer + " dropped the connection while the request was being written.");
    }
    if (reset) {
      return new Failure(
          FailureClass.RESPONSE_RESET,
          peer + " reset the connection before the response was complete.",
          Map.of("bytes", exchange.bytes()));
    }
    if (!exchange.headSeen()) {
      return Failure.of(
          FailureClass.RESPONSE_CLOSED,
          peer + " closed the connection without a complete response.");
    }
    return new Failure(
        FailureClass.RESPONSE_TRUNCATED,
        peer + " closed the connection after " + exchange.bytes() + " bytes of an unfinished body.",
        Map.of("bytes", exchange.bytes()));
  }

  /** What came is no HTTP, or too much of it. */
  static Failure malformed(Exchange exchange, Throwable cause) {
    String peer = exchange.link().address().toString();
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException) {
      return Failure.of(
          FailureClass.RESPONSE_HEADERS_TOO_LARGE,
          peer + " sent a status line or headers beyond the limit of 64 KiB.");
    }
    return new Failure(
        FailureClass.RESPONSE_MALFORMED,
        peer + " sent something that cannot be parsed as HTTP.",
        Map.of("parser", cause.getClass().getSimpleName()));
  }

  /** TLS 1.3 servers refuse a (missing) client certificate only after the handshake. */
  static Failure tlsBroken(Exchange exchange) {
    String peer = exchange.link().address().toString();
    boolean first = !exchange.firstByteSeen();
    if (first && exchange.link().reused()) {
      return stale(peer);
    }
    if (first && exchange.link().certificateRequested()) {
      return turnedDown(peer, exchange.link().route().identity() != null);
    }
    return alert(peer);
  }

  /** RST_STREAM for our stream. */
  static Failure streamReset(Exchange exchange, long code) {
    return new Failure(
        FailureClass.RESPONSE_STREAM_RESET,
        exchange.link().address() + " reset the HTTP/2 stream with error code " + named(code) + ".",
        Map.of("code", code));
  }

  private static String named(long code) {
    Http2Error error = Http2Error.valueOf(code);
    return error == null ? Long.toString(code) : code + " (" + error.name() + ")";
  }

  private static Failure turnedDown(String peer, boolean offered) {
    return TlsFailure.clientCertificate(
        peer, offered ? "it turned down the one it was offered" : "it was offered none");
  }

  private static Failure alert(String peer) {
    return new Failure(
        FailureClass.TLS_ALERT,
        peer + " ended the TLS session with an alert.",
        Map.of("sentBy", "peer", "encrypted", true));
  }

  private static Failure stale(String peer) {
    return Failure.of(
        FailureClass.REQUEST_STALE_CONNECTION,
        "The kept connection to " + peer + " turned out to be dead when it was used again.");
  }

  private static boolean wantsClientCertificate(Exchange exchange) {
    return exchange.link().certificateRequested() && exchange.link().route().identity() == null;
  }
}
