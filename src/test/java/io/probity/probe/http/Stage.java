package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.Auth;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.net.Egress;
import io.probity.net.EgressPolicy;
import io.probity.net.NettyEgress;
import io.probity.probe.Allowance;
import io.probity.probe.Assertions;
import io.probity.probe.Attempt;
import io.probity.secret.Secret;
import io.probity.testing.CertificateRequest;
import io.probity.testing.ScriptedDns;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.probity.tls.PkixChainVerifier;
import io.probity.tls.TrustAnchors;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;

/**
 * What a scenario is played on: a prober with the real resolver, policy and verifier, a DNS server
 * and targets on loopback, a root that is trusted, and secrets in every endpoint.
 */
final class Stage implements AutoCloseable {
  static final String HOST = "x.test";
  static final TestCa ROOT = TestCa.root("Trusted root");
  static final TestCa RSA_ROOT = TestCa.root(CertificateRequest.ca("RSA root").key("RSA 2048"));
  static final TestCa.Issued SOUND = ROOT.leaf(HOST);
  static final List<String> SECRETS = List.of("basic-passw0rd", "h3ader-secret", "qu3ry-t0ken");
  private static final Path NOTHING = Path.of("/dev/null");

  final ScriptedDns dns = new ScriptedDns("127.0.0.1").addresses(HOST, 60, "127.0.0.1");
  final ProberFixture probe;
  private final List<AutoCloseable> open = new ArrayList<>();

  Stage(SslProvider engine) {
    probe =
        new ProberFixture(
            engine,
            new PkixChainVerifier(
                TrustAnchors.of(List.of(ROOT.certificate(), RSA_ROOT.certificate()))),
            loop -> names(loop, dns.address()));
  }

  /** The real resolver, which asks this server, and a policy that is open to loopback. */
  static Egress names(EventLoop loop, InetSocketAddress server) {
    return new NettyEgress(
        loop,
        EgressPolicy.of(List.of("127.0.0.0/8"), List.of()),
        List.of(server),
        ForkJoinPool.commonPool(),
        NOTHING,
        NOTHING,
        System::nanoTime);
  }

  TargetServer plain(TargetServer.Script script) {
    return closing(TargetServer.plain(script));
  }

  /** A target with a sound certificate. */
  TargetServer secure(TargetServer.Script script) {
    return secure(SOUND, script);
  }

  TargetServer secure(TestCa.Issued identity, TargetServer.Script script) {
    return closing(TargetServer.tls(identity, script));
  }

  TargetServer secure(Consumer<SSLSocket> settings, TargetServer.Script script) {
    return closing(TargetServer.tls(TargetServer.contextOf(SOUND), settings, script));
  }

  /** One that says it is TLS, and whose script sees the raw bytes. */
  TargetServer raw(TargetServer.Script script) {
    return closing(TargetServer.rawTls(script));
  }

  /** Closes something together with the stage. */
  <T extends AutoCloseable> T closing(T opened) {
    open.add(opened);
    return opened;
  }

  /** An endpoint at a target, with secrets in its URL, headers and credentials. */
  Specs at(TargetServer server) {
    return at(server.url(HOST, ""));
  }

  Specs at(String base) {
    return Specs.of(base + "/p?token=" + SECRETS.get(2))
        .dnsTimeout(Duration.ofSeconds(2))
        .auth(new Auth.Basic("user", new Secret(SECRETS.get(0))))
        .secretHeaders(Map.of("X-Api-Key", new Secret(SECRETS.get(1))));
  }

  /** Address and port of a target, as sentences name it. */
  static String peer(TargetServer server) {
    return "127.0.0.1:" + server.port();
  }

  Attempt fresh(Specs specs) {
    return attempt(specs, ConnectionMode.FRESH);
  }

  Attempt pooled(Specs specs) {
    return attempt(specs, ConnectionMode.POOLED);
  }

  private Attempt attempt(Specs specs, ConnectionMode mode) {
    Endpoint endpoint = specs.endpoint();
    return judged(endpoint, probe.attempt(endpoint, mode));
  }

  /** The attempt as it is recorded: with its assertions judged and its credentials masked. */
  static Attempt judged(Endpoint endpoint, Attempt attempt) {
    Allowance plenty = new Allowance(System::nanoTime, Duration.ofSeconds(5));
    return Assertions.judge(endpoint.spec(), attempt, Instant.now(), plenty);
  }

  @Override
  public void close() throws Exception {
    probe.close();
    dns.close();
    for (AutoCloseable each : open) {
      each.close();
    }
  }
}
