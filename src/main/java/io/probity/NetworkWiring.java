package io.probity;

import io.probity.alert.AlertChannel;
import io.probity.alert.AlertConfig;
import io.probity.alert.HeartbeatCall;
import io.probity.alert.webhook.Formats;
import io.probity.alert.webhook.HeartbeatClient;
import io.probity.alert.webhook.Templates;
import io.probity.alert.webhook.WebhookChannel;
import io.probity.db.Db;
import io.probity.net.DnsConfig;
import io.probity.net.Egress;
import io.probity.net.EgressConfig;
import io.probity.net.EgressPolicy;
import io.probity.net.NettyEgress;
import io.probity.tls.CachingChainVerifier;
import io.probity.tls.ChainVerifier;
import io.probity.tls.PkixChainVerifier;
import io.probity.tls.TlsConfig;
import io.probity.tls.TrustAnchors;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What decides where connections may go and whom they trust, and the sender of webhooks. */
public final class NetworkWiring {
  /** Webhooks and the API share an event loop that no probe runs on. */
  private record SendingLoop(ContextInternal context) {}

  @Produces
  @Singleton
  SendingLoop sendingLoop(Vertx vertx) {
    // Not the caller's context: that may be a worker's, or one request's.
    return new SendingLoop(((VertxInternal) vertx).createEventLoopContext());
  }

  @Produces
  @Singleton
  EgressPolicy policy(EgressConfig config) {
    return config.policy();
  }

  @Produces
  @Singleton
  Egress egress(SendingLoop loop, EgressPolicy policy, DnsConfig dns, ExecutorService workers) {
    return new NettyEgress(loop.context().nettyEventLoop(), policy, dns.addresses(), workers);
  }

  @Produces
  @Singleton
  TrustAnchors anchors(TlsConfig config) {
    return TrustAnchors.systemAnd(config.extraCa().orElse(List.of()));
  }

  @Produces
  @Singleton
  ChainVerifier verifier(TrustAnchors anchors) {
    return new CachingChainVerifier(new PkixChainVerifier(anchors));
  }

  @Produces
  @Singleton
  Templates templates() {
    return new Templates();
  }

  @Produces
  @Singleton
  Formats formats(AlertConfig config, Db db, Templates templates) {
    return new Formats(config.publicUrl(), new InstallationStore(db).id(), templates);
  }

  @Produces
  @Singleton
  AlertChannel webhooks(
      SendingLoop loop,
      Egress egress,
      TrustAnchors anchors,
      Formats formats,
      InstantSource clock,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    return new WebhookChannel(
        loop.context(), egress, trustManager(anchors), formats, "Probity/" + version, clock);
  }

  @Produces
  @Singleton
  HeartbeatCall heartbeats(
      SendingLoop loop,
      Egress egress,
      TrustAnchors anchors,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    return new HeartbeatClient(loop.context(), egress, trustManager(anchors), "Probity/" + version);
  }

  /** The JDK's own validation over our anchors, for the receivers of webhooks. */
  private static X509TrustManager trustManager(TrustAnchors anchors) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate anchor : (Iterable<X509Certificate>) anchors.all()::iterator) {
        store.setCertificateEntry("anchor" + store.size(), anchor);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509TrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the trust store cannot be built", e);
    }
  }
}
