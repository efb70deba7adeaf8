package io.probity.probe.http;

import io.probity.probe.ChainFailure;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.tls.ChainVerdict;
import java.util.Map;
import java.util.Set;

/** Decides why a handshake failed, from what was seen of it. Pure. */
final class TlsFailure {
  private static final int HANDSHAKE_FAILURE = 40;
  private static final int PROTOCOL_VERSION = 70;
  private static final int INSUFFICIENT_SECURITY = 71;
  private static final int UNRECOGNIZED_NAME = 112;

  /**
   * What a server says when it turns down the client's certificate or its lack (RFC 8446 section
   * 6.2): handshake_failure, bad, unsupported, revoked, expired and unknown certificate,
   * unknown_ca, access_denied, certificate_required. 47, illegal_parameter, is about the protocol.
   */
  private static final Set<Integer> OF_CLIENT_CERTIFICATE =
      Set.of(HANDSHAKE_FAILURE, 42, 43, 44, 45, 46, 48, 49, 116);

  private TlsFailure() {}

  /** The failure of a handshake that ended without success. */
  static Failure of(Handshake handshake, String peer) {
    ChainVerdict verdict = handshake.verdict();
    if (verdict != null && verdict.problem() != null && handshake.route().verify()) {
      return ChainFailure.of(verdict);
    }
    WireSniffer wire = handshake.sniffer();
    boolean asked = handshake.certificateRequested();
    boolean offered = handshake.route().identity() != null;
    if (wire.notTls()) {
      return Failure.of(
          FailureClass.TLS_NOT_TLS, peer + " answered with something other than TLS.");
    }
    if (wire.alert() >= 0) {
      return ofAlert(wire.alert(), wire.helloSeen(), asked, offered, peer, handshake.route());
    }
    if (wire.reset()) {
      return Failure.of(
          FailureClass.TLS_RESET, peer + " reset the connection during the TLS handshake.");
    }
    if (wire.helloSeen() && wire.version() < minimum(handshake.route())) {
      return new Failure(
          FailureClass.TLS_PROTOCOL_VERSION,
          peer
              + " chose "
              + wire.protocol()
              + ", below the minimum of TLS "
              + handshake.route().minVersion()
              + ".",
          Map.of("version", String.format("0x%04x", wire.version())));
    }
    if (wire.closed()) {
      return asked
          ? clientCertificate(
              peer, "it was offered " + (offered ? "one" : "none") + " and closed the connection")
          : closed(peer);
    }
    return wire.encrypted()
        ? new Failure(
            FailureClass.TLS_ALERT,
            "The handshake with "
                + peer
                + " ended behind its ServerHello: by an alert that is encrypted, or because it broke the protocol.",
            Map.of("encrypted", true))
        : new Failure(
            FailureClass.TLS_ALERT,
            "The handshake with " + peer + " broke the TLS protocol and was ended.",
            Map.of("sentBy", "monitor"));
  }

  /** The peer ended the connection in an orderly way, or in one that is not known. */
  static Failure closed(String peer) {
    return Failure.of(
        FailureClass.TLS_CLOSED, peer + " closed the connection during the TLS handshake.");
  }

  /** The handshake did not end. */
  static Failure timedOut(String peer, long waitedMillis) {
    return Failure.of(
        FailureClass.TLS_HANDSHAKE_TIMEOUT,
        peer + " did not finish the TLS handshake within " + waitedMillis + " ms.");
  }

  /**
   * The peer turned down our (missing) client certificate.
   *
   * @param how what happened, to follow "it wants one"
   */
  static Failure clientCertificate(String peer, String how) {
    return Failure.of(
        FailureClass.TLS_CLIENT_CERTIFICATE_REQUIRED,
        peer + " wants a client certificate: " + how + ".");
  }

  private static Failure ofAlert(
      int alert, boolean helloSeen, boolean asked, boolean offered, String peer, Route route) {
    if (asked && OF_CLIENT_CERTIFICATE.contains(alert)) {
      Failure failure =
          clientCertificate(
              peer,
              "it "
                  + (offered
                      ? "turned down the one it was offered"
                      : "was offered none and refused")
                  + " with alert "
                  + AlertNames.of(alert));
      return new Failure(failure.cls(), failure.detail(), Map.of("alert", alert));
    }
    String sent = peer + " ended the TLS handshake with alert " + AlertNames.of(alert);
    Map<String, Object> evidence = Map.of("alert", alert, "sentBy", "peer");
    if (alert == PROTOCOL_VERSION) {
      return new Failure(
          FailureClass.TLS_PROTOCOL_VERSION,
          sent + ": it speaks no version from TLS " + route.minVersion() + " on.",
          evidence);
    }
    if (!helloSeen && (alert == HANDSHAKE_FAILURE || alert == INSUFFICIENT_SECURITY)) {
      return new Failure(
          FailureClass.TLS_NO_COMMON_CIPHER,
          sent + ": it accepts none of the cipher suites offered.",
          evidence);
    }
    if (alert == UNRECOGNIZED_NAME) {
      return new Failure(
          FailureClass.TLS_UNRECOGNIZED_NAME,
          sent + ": it does not know the name " + route.serverName() + ".",
          evidence);
    }
    return new Failure(FailureClass.TLS_ALERT, sent + ".", evidence);
  }

  private static int minimum(Route route) {
    return route.minVersion().equals("1.3") ? 0x0304 : 0x0303;
  }
}
