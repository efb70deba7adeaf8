package io.probity.probe.http;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.probity.net.PinnedAddress;
import io.probity.probe.ChainFailure;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.FaultLog;
import io.probity.probe.http.PhaseTimes.Part;
import io.probity.tls.ChainVerdict;
import io.probity.tls.ChainVerifier;
import io.probity.tls.MissingIssuer;
import io.probity.tls.RevocationLookup;
import io.probity.tls.Screened;
import io.probity.tls.StapleJudge;
import io.probity.tls.TlsFacts;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes one connection: TCP, then TLS, then the HTTP engine on top. Loop-confined. */
final class LinkMaker implements Dial.Listener, HandshakeWatch.Listener {
  /** Hears how far the connection has come; the last two end it. */
  interface Listener {
    void handshakeBegins();

    /** The certificates are looked up; the time for that is not the target's. */
    void screeningBegins();

    /** The target's time goes on. */
    void screeningEnds();

    void linked(Link link);

    void unlinked(Failure failure);
  }

  /** What all connections are made with. */
  record Tools(
      HttpEngine engine,
      TlsContexts tlsContexts,
      ChainVerifier verifier,
      StapleJudge staples,
      RevocationLookup lookup,
      MissingIssuer missingIssuer,
      InstantSource clock,
      FaultLog faults) {}

  private static final String WATCHER = "watcher";

  private final Tools tools;
  private final Route route;
  private final List<PinnedAddress> addresses;
  private final PhaseTimes times;
  private final Listener listener;
  private Dial dial;
  private @Nullable PinnedAddress address;
  private @Nullable Channel channel;
  private @Nullable Handshake handshake;
  private @Nullable Screening screening;
  private long openedAt;
  private boolean redialled;
  private boolean secured;
  private boolean tlsBroken;
  private boolean over;

  LinkMaker(
      Tools tools,
      Route route,
      List<PinnedAddress> addresses,
      PhaseTimes times,
      Listener listener) {
    this.tools = tools;
    this.route = route;
    this.addresses = addresses;
    this.times = times;
    this.listener = listener;
    this.dial = new Dial(tools.engine().context().nettyEventLoop(), addresses, this);
  }

  void start() {
    dial.start();
  }

  /** The address connected to, or tried last. */
  PinnedAddress address() {
    return address != null ? address : dial.lastTried();
  }

  /** What was seen of TLS so far, null: no handshake began. */
  @Nullable TlsFacts tls() {
    return handshake == null ? null : handshake.facts();
  }

  /** The time is up; that of looking certificates up ends in going on without. */
  void expire() {
    if (screening != null) {
      screened(null);
      return;
    }
    long waited = times.currentMillis(System.nanoTime());
    PinnedAddress reached = address;
    if (reached == null) {
      PinnedAddress last = dial.lastTried();
      fail(ConnectFailure.timedOut(addresses, dial.causes(), last, Duration.ofMillis(waited)));
    } else if (secured) {
      fail(ExchangeFailure.noSettings(reached));
    } else {
      fail(TlsFailure.timedOut(reached.toString(), waited));
    }
  }

  /** Gives up silently; what is open is closed. */
  void cancel() {
    over = true;
    dial.cancel();
    if (channel != null) {
      HttpEngine.abandon(channel);
    }
  }

  @Override
  public void connecting() {
    times.begin(Part.CONNECT, System.nanoTime());
  }

  @Override
  public void unconnected(Map<PinnedAddress, Throwable> causes) {
    fail(ConnectFailure.of(causes, route.tls()));
  }

  @Override
  public void connected(Channel opened, PinnedAddress reached) {
    openedAt = System.nanoTime();
    channel = opened;
    address = reached;
    times.end(openedAt);
    if (!route.tls()) {
      adopt(opened, reached, null);
      return;
    }
    if (!opened.isActive()) { // an engine would wait for it for ever
      fail(TlsFailure.closed(reached.toString()));
      return;
    }
    Handshake begun = new Handshake(route, tools.verifier(), tools.staples(), tools.clock());
    handshake = begun;
    SslHandler ssl;
    try {
      ssl = tools.tlsContexts().newHandler(opened.alloc(), begun);
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
      String target = route.host() + ":" + route.port();
      tools.faults().tell(target, "The TLS engine cannot be set up", e);
      fail(
          new Failure(
              FailureClass.MONITOR_INTERNAL,
              "The TLS engine cannot be set up with this endpoint's settings.",
              Map.of("cause", e.getClass().getSimpleName())));
      return;
    }
    TlsContexts contexts = tools.tlsContexts(); // of us, the connection must keep no more
    opened.closeFuture().addListener(down -> contexts.ended(ssl));
    times.begin(Part.TLS, System.nanoTime());
    listener.handshakeBegins();
    // Adding the engine writes the ClientHello, and where that fails it is told there and then.
    opened
        .pipeline()
        .addLast(begun.sniffer())
        .addLast(WATCHER, new HandshakeWatch(ssl, begun, reached, this))
        .addBefore(WATCHER, null, ssl);
  }

  @Override
  public void shaken(Handshake shaken, SslHandler ssl, Channel opened) {
    if (over) {
      return;
    }
    secured = true;
    tools.tlsContexts().ended(ssl);
    times.end(System.nanoTime());
    if (shaken.isToBeLookedUp()) {
      screen(opened, ssl, shaken);
    } else {
      adopt(opened, address(), tools.tlsContexts().protocolOf(ssl));
    }
  }

  /** That no cipher suite is in common is the server's fault only if no engine of ours has one. */
  @Override
  public void notShaken(Failure failure, SslHandler ssl) {
    boolean otherEngine =
        failure.cls() == FailureClass.TLS_NO_COMMON_CIPHER
            && tools.tlsContexts().otherEngineFor(route, ssl);
    if (otherEngine && !redialled && !over) {
      redial(address());
    } else {
      fail(failure);
    }
  }

  @Override
  public void brokenAfterwards(Throwable cause) {
    if (Tap.isOfTls(cause)) {
      tlsBroken = true;
    }
  }

  /** Once more from TCP on, within the time that the handshake has left. */
  private void redial(PinnedAddress peer) {
    redialled = true;
    if (channel != null) {
      channel.close();
    }
    times.begin(Part.CONNECT, System.nanoTime());
    dial = new Dial(tools.engine().context().nettyEventLoop(), List.of(peer), this);
    dial.start();
  }

  private void screen(Channel opened, SslHandler ssl, Handshake shaken) {
    screening = Screening.begin(opened, ssl);
    listener.screeningBegins();
    shaken.lookUp(tools.lookup()).whenComplete((found, bug) -> screened(found));
  }

  /** Goes on, unless something is revoked; null: the search had no end in time. */
  private void screened(@Nullable Screened found) {
    Screening held = screening;
    PinnedAddress peer = address;
    if (held == null || peer == null || handshake == null || over) {
      return;
    }
    screening = null;
    times.exclude(held.lasted());
    ChainVerdict verdict = found == null ? handshake.notLookedUp() : handshake.screened(found);
    if (verdict.problem() != null) {
      fail(ChainFailure.of(verdict));
    } else if (!held.channel().isActive()) {
      fail(ExchangeFailure.beforeIt(peer, handshake, tlsBroken));
    } else {
      listener.screeningEnds();
      held.end();
      adopt(held.channel(), peer, tools.tlsContexts().protocolOf(held.ssl()));
      held.handOver();
    }
  }

  private void adopt(Channel opened, PinnedAddress reached, @Nullable String protocol) {
    Tap tap = new Tap();
    if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
      // The request waits for the peer's SETTINGS, the first that HTTP hears of it.
      times.begin(Part.FIRST_BYTE, System.nanoTime());
    }
    HttpEngine.Adoption adoption =
        new HttpEngine.Adoption() {
          @Override
          public void adopted(Wire wire, boolean http2) {
            if (over) {
              opened.close();
            } else {
              over = true;
              listener.linked(
                  new Link(route, reached, opened, wire, tap, handshake, http2, openedAt));
            }
          }

          @Override
          public void down(boolean malformed) {
            fail(
                malformed
                    ? ExchangeFailure.notHttp2(reached)
                    : ExchangeFailure.beforeIt(reached, handshake, tap.tlsBroken()));
          }
        };
    tools.engine().adopt(opened, reached, protocol, tap, adoption);
  }

  private void fail(Failure failure) {
    if (!over) {
      times.end(System.nanoTime());
      cancel();
      listener.unlinked(failure);
    }
  }
}
