package io.probity;

import io.micrometer.core.instrument.MeterRegistry;
import io.probity.check.DirectMeters;
import io.probity.check.EventLoop;
import io.probity.net.DnsConfig;
import io.probity.net.EgressPolicy;
import io.probity.net.NettyEgress;
import io.probity.net.NettySurroundings;
import io.probity.probe.Prober;
import io.probity.probe.http.PoolSettings;
import io.probity.probe.http.ProbeHttpConfig;
import io.probity.probe.http.ProbeLoop;
import io.probity.probe.http.VertxProber;
import io.probity.tls.ChainVerifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the prober on an event loop of its own, with its own door to the network. */
public final class ProbeWiring {
  @Produces
  @Singleton
  ProbeLoop loop() {
    return ProbeLoop.start();
  }

  void close(@Disposes ProbeLoop loop) {
    loop.close();
  }

  /** Attempts under way end as interrupted; the loop may have been closed before. */
  void close(@Disposes Prober prober) {
    if (prober instanceof VertxProber made) {
      made.close();
    }
  }

  @Produces
  @Singleton
  EventLoop eventLoop(ProbeLoop loop) {
    return new CheckLoop(loop);
  }

  /** With a door of its own: what probes have cached must not hide that the resolver is gone. */
  @Produces
  @Singleton
  NettySurroundings surroundings(
      ProbeLoop loop, EgressPolicy policy, DnsConfig dns, ExecutorService workers) {
    return new NettySurroundings(
        loop.eventLoop(), new NettyEgress(loop.eventLoop(), policy, dns.addresses(), workers));
  }

  @Produces
  @Singleton
  Prober prober(
      ProbeLoop loop,
      EgressPolicy policy,
      DnsConfig dns,
      ChainVerifier verifier,
      ExecutorService workers,
      InstantSource clock,
      ProbeHttpConfig config,
      MeterRegistry registry,
      @ConfigProperty(name = "quarkus.http.limits.max-connections") int apiConnections,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    NettyEgress egress = new NettyEgress(loop.eventLoop(), policy, dns.addresses(), workers);
    int most = OpenFiles.forProbes(apiConnections, OpenFiles.limit());
    int maxIdle = OpenFiles.idleConnections(config.maxIdleConnections(), most);
    PoolSettings pooling =
        new PoolSettings(
            config.maxConnectionAge(),
            maxIdle,
            most,
            new PoolMetrics(DirectMeters.of(registry), maxIdle));
    return new VertxProber(loop, egress, verifier, clock, pooling, "Probity/" + version);
  }
}
