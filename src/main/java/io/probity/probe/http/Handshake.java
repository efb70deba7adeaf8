package io.probity.probe.http;

import io.probity.endpoint.Revocation;
import io.probity.tls.ChainVerdict;
import io.probity.tls.ChainVerifier;
import io.probity.tls.RevocationLookup;
import io.probity.tls.Screened;
import io.probity.tls.Standing;
import io.probity.tls.StapleJudge;
import io.probity.tls.TlsFacts;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What is learned during one TLS handshake, whatever becomes of it. Loop-confined. */
final class Handshake {
  private final Route route;
  private final ChainVerifier verifier;
  private final StapleJudge staples;
  private final InstantSource clock;
  private final WireSniffer sniffer = new WireSniffer();
  private List<X509Certificate> chain = List.of();
  private @Nullable ChainVerdict verdict;
  private @Nullable String protocol;
  private @Nullable String cipher;
  private List<Standing> revocation = List.of();
  private boolean certificateRequested;

  Handshake(Route route, ChainVerifier verifier, StapleJudge staples, InstantSource clock) {
    this.route = route;
    this.verifier = verifier;
    this.staples = staples;
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
  void judge(List<X509Certificate> presented, SSLEngine engine) throws ChainRejected {
    chain = presented;
    noteSession(engine.getHandshakeSession());
    Instant now = clock.instant();
    ChainVerdict judged = verifier.verify(chain, route.serverName(), now);
    verdict = judged;
    if (judged.problem() == null && route.revocation() != Revocation.OFF) {
      judged = screened(staples.judge(chain, Staple.of(engine), route.serverName(), now));
    }
    if (judged.problem() != null && route.verify()) {
      throw new ChainRejected(judged);
    }
  }

  /** Takes over what was found out about revocation; the verdict as it is now. */
  ChainVerdict screened(Screened found) {
    revocation = found.standings();
    ChainVerdict revoked = found.revoked();
    if (revoked != null) {
      verdict = revoked;
    }
    return revoked == null ? ChainVerdict.VALID : revoked;
  }

  /** Whether the certificates are to be looked up before anything is sent. */
  boolean isToBeLookedUp() {
    return route.verify() && route.revocation() == Revocation.FULL && !chain.isEmpty();
  }

  CompletionStage<Screened> lookUp(RevocationLookup lookup) {
    return lookup.screen(chain, revocation, route.serverName(), clock.instant());
  }

  /** Notes that the search was cut off. */
  ChainVerdict notLookedUp() {
    List<Standing> known = new ArrayList<>(revocation);
    known.add(Standing.cutOff());
    revocation = List.copyOf(known);
    return ChainVerdict.VALID;
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
        verdict,
        revocation);
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
