package io.probity.probe.http;

import io.probity.tls.ChainVerdict;
import io.probity.tls.ChainVerifier;
import io.probity.tls.TlsFacts;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What is learned during one TLS handshake, whatever becomes of it. Loop-confined. */
final class Handshake {
  private final Route route;
  private final ChainVerifier verifier;
  private final InstantSource clock;
  private final WireSniffer sniffer = new WireSniffer();
  private List<X509Certificate> chain = List.of();
  private @Nullable ChainVerdict verdict;
  private @Nullable String protocol;
  private @Nullable String cipher;
  private boolean certificateRequested;

  Handshake(Route route, ChainVerifier verifier, InstantSource clock) {
    this.route = route;
    this.verifier = verifier;
    this.clock = clock;
  }

  Route route() {
    return route;
  }

  WireSniffer sniffer() {
    return sniffer;
  }

  /** Whether the server asked for a client certificate. */
  boolean certificateRequested() {
    return certificateRequested;
  }

  void noteCertificateRequest() {
    certificateRequested = true;
  }

  /** Keeps the chain and judges it; called by the engine before it accepts the chain. */
  void judge(X509Certificate[] presented, SSLEngine engine) throws ChainRejected {
    chain = List.of(presented);
    noteSession(engine.getHandshakeSession());
    ChainVerdict judged = verifier.verify(chain, route.serverName(), clock.instant());
    verdict = judged;
    if (judged.problem() != null && route.verify()) {
      throw new ChainRejected(judged);
    }
  }

  /** Takes protocol and cipher over from a finished handshake. */
  void finished(SSLEngine engine) {
    noteSession(engine.getSession());
    sniffer.finished();
  }

  @Nullable ChainVerdict verdict() {
    return verdict;
  }

  /** The facts so far. */
  TlsFacts facts() {
    return new TlsFacts(
        chain,
        protocol != null ? protocol : sniffer.protocol(),
        cipher != null ? cipher : sniffer.cipher(),
        verdict);
  }

  private void noteSession(@Nullable SSLSession session) {
    if (session == null) {
      return;
    }
    if (session.getProtocol().startsWith("TLS")) {
      protocol = session.getProtocol();
    }
    if (session.getCipherSuite().startsWith("TLS_")) {
      cipher = session.getCipherSuite();
    }
  }
}
