package io.probity.web;

import io.probity.probe.FailureClass;

/** Failure classes in a few words, as a headline. Pure. */
final class FailureWords {
  private FailureWords() {}

  /** Begins with a capital letter and ends without a full stop. */
  static String of(FailureClass cls) {
    return switch (cls.phase()) {
      case DNS -> dns(cls);
      case POLICY -> "Address not allowed";
      case CONNECT -> connect(cls);
      case TLS -> tls(cls);
      case REQUEST, RESPONSE -> exchange(cls);
      case REDIRECT -> redirect(cls);
      case STATUS -> status(cls);
      case ASSERTION -> assertion(cls);
      case MONITOR -> monitor(cls);
    };
  }

  private static String dns(FailureClass cls) {
    return switch (cls) {
      case DNS_NXDOMAIN -> "Name does not exist";
      case DNS_NO_ADDRESS -> "Name has no address";
      case DNS_SERVFAIL -> "DNS server failed";
      case DNS_REFUSED -> "DNS server refused to answer";
      case DNS_TIMEOUT -> "No answer from DNS";
      default -> "Unreadable DNS answer";
    };
  }

  private static String connect(FailureClass cls) {
    return switch (cls) {
      case CONNECT_REFUSED -> "Connection refused";
      case CONNECT_TIMEOUT -> "No answer to connecting";
      default -> "No route to the address";
    };
  }

  private static String tls(FailureClass cls) {
    return switch (cls) {
      case TLS_HANDSHAKE_TIMEOUT -> "TLS handshake hangs";
      case TLS_RESET -> "Reset during the TLS handshake";
      case TLS_CLOSED -> "Closed during the TLS handshake";
      case TLS_NOT_TLS -> "No TLS on this port";
      case TLS_PROTOCOL_VERSION -> "No TLS version in common";
      case TLS_NO_COMMON_CIPHER -> "No cipher in common";
      case TLS_UNRECOGNIZED_NAME -> "Server does not know the name";
      case TLS_CLIENT_CERTIFICATE_REQUIRED -> "Client certificate required";
      case TLS_ALERT -> "TLS handshake refused";
      default -> certificate(cls);
    };
  }

  private static String certificate(FailureClass cls) {
    return switch (cls) {
      case TLS_CERTIFICATE_EXPIRED -> "Certificate expired";
      case TLS_CERTIFICATE_NOT_YET_VALID -> "Certificate not valid yet";
      case TLS_INTERMEDIATE_EXPIRED -> "Intermediate certificate expired";
      case TLS_HOSTNAME_MISMATCH -> "Certificate for another name";
      case TLS_SELF_SIGNED -> "Self-signed certificate";
      case TLS_UNTRUSTED_ROOT -> "Certificate of an unknown authority";
      case TLS_INCOMPLETE_CHAIN -> "Intermediate certificate missing";
      case TLS_REVOKED -> "Certificate revoked";
      case TLS_WEAK_KEY -> "Weak key in the certificates";
      case TLS_WEAK_SIGNATURE -> "Weak signature in the certificates";
      case TLS_WRONG_USAGE -> "Certificate not for servers";
      case TLS_INVALID_CA -> "Issuer may not issue certificates";
      case TLS_NAME_CONSTRAINT -> "Authority not allowed for this name";
      default -> "Invalid certificate chain";
    };
  }

  private static String exchange(FailureClass cls) {
    return switch (cls) {
      case REQUEST_TIMEOUT -> "Request not taken in time";
      case REQUEST_RESET -> "Reset while sending the request";
      case REQUEST_STALE_CONNECTION -> "Kept connection was closed";
      case RESPONSE_TIMEOUT -> "No response in time";
      case RESPONSE_HEADERS_TIMEOUT -> "Headers not complete in time";
      case RESPONSE_BODY_TIMEOUT -> "Body not complete in time";
      case RESPONSE_CLOSED -> "Closed without a response";
      case RESPONSE_RESET -> "Reset during the response";
      case RESPONSE_TRUNCATED -> "Response cut short";
      case RESPONSE_STREAM_RESET -> "HTTP/2 request given up by the server";
      case RESPONSE_MALFORMED -> "Response is no valid HTTP";
      case RESPONSE_HEADERS_TOO_LARGE -> "Headers too large";
      case RESPONSE_BODY_TOO_LARGE -> "Body too large";
      default -> "Body cannot be decoded";
    };
  }

  private static String redirect(FailureClass cls) {
    return switch (cls) {
      case REDIRECT_TOO_MANY -> "Too many redirects";
      case REDIRECT_LOOP -> "Redirects in a circle";
      case REDIRECT_INVALID -> "Redirect to nowhere";
      default -> "Redirect not followed";
    };
  }

  private static String status(FailureClass cls) {
    return switch (cls) {
      case STATUS_4XX -> "Request rejected (4xx)";
      case STATUS_5XX -> "Server error (5xx)";
      case STATUS_429 -> "Too many requests (429)";
      default -> "Unexpected status";
    };
  }

  private static String assertion(FailureClass cls) {
    return switch (cls) {
      case ASSERTION_HEADER -> "Header not as expected";
      case ASSERTION_BODY -> "Body not as expected";
      case ASSERTION_JSON -> "JSON value not as expected";
      case ASSERTION_LATENCY -> "Too slow";
      default -> "Certificate ends soon";
    };
  }

  private static String monitor(FailureClass cls) {
    return switch (cls) {
      case MONITOR_OVERLOADED -> "The monitor was overloaded";
      case MONITOR_NETWORK_DOWN -> "The monitor has no network";
      case MONITOR_INTERRUPTED -> "The monitor was interrupted";
      default -> "A bug in the monitor";
    };
  }
}
