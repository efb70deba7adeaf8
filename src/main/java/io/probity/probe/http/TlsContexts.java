package io.probity.probe.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCounted;
import io.probity.endpoint.Auth;
import io.probity.endpoint.Revocation;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS contexts, one per engine, minimum version, client certificate and wish for stapling, the
 * least recently used dropped beyond a bound. BoringSSL where its native library loads, else the
 * JDK's engine; the JDK's also for the routes whose servers accept none of BoringSSL's cipher
 * suites. Loop-confined.
 */
final class TlsContexts {
  private static final int KEPT = 64;
  private static final int REMEMBERED = 1_024;
  private static final List<String> PROTOCOLS =
      List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
  private static final long CLOSE_NOTIFY_MILLIS = 500;

  /**
   * What each connection keeps for records that the engine writes while nobody gave it a buffer,
   * such as a ClientHello (512 bytes and its frame) where a server asks for another handshake.
   * Netty's 2 KiB are a quarter of what an idle connection takes; a client's certificate needs
   * them.
   */
  private static final int FLIGHT = 640;

  private final SslProvider provider;
  private final Handshakes handshakes = new Handshakes();
  private final SharedCertificates certificates = new SharedCertificates();
  private final Map<Profile, SslContext> contexts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Profile, SslContext> eldest) {
          return size() > KEPT;
        }
      };

  /** Routes that need the JDK's engine, the least recently used dropped beyond a bound. */
  private final Map<Route, Boolean> needJdk =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Route, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Profile(
      SslProvider provider, String minVersion, Auth.@Nullable MutualTls identity, boolean staple) {}

  TlsContexts(SslProvider provider) {
    this.provider = provider;
  }

  /** The faster engine that this machine has. */
  static SslProvider bestProvider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  /**
   * The server of a route accepts none of the cipher suites that this handler has offered.
   *
   * @return whether it is worth asking it once more, since another engine, which has finite-field
   *     Diffie-Hellman and more of CBC, will then be used for the route; false: that one has failed
   */
  boolean otherEngineFor(Route route, SslHandler refused) {
    if (!isBoringSsl(refused)) {
      needJdk.remove(route);
      return false;
    }
    needJdk.put(route, true);
    return true;
  }

  /**
   * A handler for one new connection. The engine is told neither host nor port, so that it has
   * nothing to resume a session by: a resumed session would hide the certificate.
   *
   * @throws SSLException if the engine refuses its own configuration
   * @throws GeneralSecurityException if the client certificate cannot be read
   */
  SslHandler newHandler(ByteBufAllocator allocator, Handshake handshake)
      throws SSLException, GeneralSecurityException {
    Route route = handshake.route();
    SslHandler handler = context(route).newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0);
    handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
    // Of BoringSSL's only the name: it would parse and keep the suites anew for each connection.
    SSLParameters parameters =
        providerFor(route) == SslProvider.JDK
            ? handler.engine().getSSLParameters()
            : new SSLParameters();
    if (!Origin.isLiteral(route.serverName())) {
      byte[] name = route.serverName().getBytes(StandardCharsets.US_ASCII);
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    if (providerFor(route) == SslProvider.JDK) {
      parameters.setApplicationProtocols(PROTOCOLS.toArray(String[]::new));
    }
    handler.engine().setSSLParameters(parameters);
    handshakes.begin(handler.engine(), handshake);
    return handler;
  }

  /** Forgets the engine of a handshake that is over. */
  void ended(SslHandler handler) {
    handshakes.end(handler.engine());
  }

  /** How many handshakes are under way. */
  int handshakes() {
    return handshakes.size();
  }

  /** What ALPN chose, null: nothing. */
  @Nullable String protocolOf(SslHandler handler) {
    return isBoringSsl(handler)
        ? handler.applicationProtocol()
        : handler.engine().getApplicationProtocol();
  }

  private static boolean isBoringSsl(SslHandler handler) {
    return handler.engine() instanceof ReferenceCounted;
  }

  /**
   * The JDK's engine is given its protocols directly: Netty would wrap it for that, and the trust
   * manager would then see another engine than the handler.
   */
  private static ApplicationProtocolConfig alpn(SslProvider provider) {
    return provider == SslProvider.JDK
        ? ApplicationProtocolConfig.DISABLED
        : new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            PROTOCOLS);
  }

  private SslProvider providerFor(Route route) {
    return needJdk.get(route) == null ? provider : SslProvider.JDK;
  }

  /** All that the JDK would offer by itself; null: Netty's choice, which BoringSSL can follow. */
  private static @Nullable List<String> suites(SslProvider provider)
      throws GeneralSecurityException {
    return provider == SslProvider.JDK
        ? List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
        : null;
  }

  /** The JDK's engine always asks; there it is not this switch that makes it. */
  private static boolean asksForStaples(SslProvider engine) {
    return engine != SslProvider.JDK && OpenSsl.isOcspSupported();
  }

  private SslContext context(Route route) throws SSLException, GeneralSecurityException {
    SslProvider engine = providerFor(route);
    boolean staple = route.revocation() != Revocation.OFF && asksForStaples(engine);
    Profile profile = new Profile(engine, route.minVersion(), route.identity(), staple);
    SslContext known = contexts.get(profile);
    if (known != null) {
      return known;
    }
    SslContext built =
        SslContextBuilder.forClient()
            .sslProvider(engine)
            .ciphers(suites(engine))
            .trustManager(new ChainJudge(handshakes, certificates))
            .keyManager(ClientIdentity.of(handshakes, route.identity()))
            .endpointIdentificationAlgorithm(null)
            .enableOcsp(staple)
            .protocols(
                route.minVersion().equals("1.3")
                    ? List.of("TLSv1.3")
                    : List.of("TLSv1.3", "TLSv1.2"))
            .applicationProtocolConfig(alpn(engine))
            .build();
    if (built instanceof ReferenceCountedOpenSslContext boringSsl && route.identity() == null) {
      boringSsl.setBioNonApplicationBufferSize(FLIGHT);
    }
    contexts.put(profile, built);
    return built;
  }
}
