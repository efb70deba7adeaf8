package io.probity.check;

import static io.probity.check.GuardedProbe.endings;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.net.EgressPolicy;
import io.probity.net.NettyEgress;
import io.probity.probe.Attempt;
import io.probity.probe.Timings;
import io.probity.testing.ScriptedDns;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks with retries whose names are looked up by the real resolver, with two servers. */
class ResolvedAnewTest {
  private static final String NAME = "new.example";

  private final ScriptedDns first = new ScriptedDns("127.0.0.1");
  private final ScriptedDns second = new ScriptedDns("127.0.0.2");
  private final TargetServer target = TargetServer.plain(with -> with.serveOk("fine"));
  private Path files;
  private GuardedProbe probe;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    files = directory;
    Files.writeString(files.resolve("hosts"), "");
    Files.writeString(files.resolve("resolv.conf"), "");
    probe = new GuardedProbe(this::egress);
  }

  @AfterEach
  void close() {
    probe.close();
    target.close();
    first.close();
    second.close();
  }

  private NettyEgress egress(EventLoop loop) {
    List<InetSocketAddress> servers = List.of(first.address(), second.address());
    return new NettyEgress(
        loop,
        EgressPolicy.of(List.of("127.0.0.0/8"), List.of()),
        servers,
        ForkJoinPool.commonPool(),
        files.resolve("hosts"),
        files.resolve("resolv.conf"),
        System::nanoTime);
  }

  private Endpoint endpoint() {
    return Specs.of(target.url(NAME, "/"))
        .connection(ConnectionMode.FRESH)
        .dnsTimeout(Duration.ofSeconds(2))
        .endpoint();
  }

  private static String server(Attempt attempt) {
    Map<?, ?> said = (Map<?, ?>) attempt.failure().evidence().get("resolvers");
    assertThat(said).hasSize(1);
    return said.keySet().iterator().next().toString();
  }

  private void firstSays(String what) {
    if (what.equals("dns.no_address")) {
      first.empty(NAME);
    } else {
      first.code(NAME, DnsResponseCode.NXDOMAIN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dns.nxdomain", "dns.no_address"})
  void aNameThatTheNextServerKnowsIsUpAtTheSecondAttempt(String what) {
    firstSays(what);
    second.addresses(NAME, 60, "127.0.0.1");
    List<Attempt> attempts = probe.check(endpoint());
    assertThat(endings(attempts)).containsExactly(what, "up");
    assertThat(server(attempts.get(0))).startsWith("127.0.0.1:");
    assertThat(first.asked(NAME, "A")).isEqualTo(1);
    assertThat(second.asked(NAME, "A")).isEqualTo(1);
    assertThat(target.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dns.nxdomain", "dns.no_address"})
  void aNameThatNeitherKnowsIsMissingAfterBothWereAsked(String what) {
    firstSays(what);
    List<Attempt> attempts = probe.check(endpoint());
    assertThat(endings(attempts)).containsExactly(what, "dns.nxdomain");
    assertThat(Set.of(server(attempts.get(0)), server(attempts.get(1))))
        .allMatch(each -> each.startsWith("127.0.0."))
        .hasSize(2);
    assertThat(first.asked(NAME, "A")).isEqualTo(1);
    assertThat(second.asked(NAME, "A")).isEqualTo(1);
  }

  @Test
  void aNameThatAppearsMeanwhileIsFoundByTheNextCheck() {
    firstSays("dns.nxdomain");
    probe.check(endpoint());
    second.addresses(NAME, 60, "127.0.0.1");
    assertThat(endings(probe.check(endpoint()))).endsWith("up");
  }

  @Test
  void aNameFromTheCacheHasNoTimeOfItsOwn() {
    first.addresses(NAME, 60, "127.0.0.1").delayed(NAME, Duration.ofMillis(40));
    Timings asked = probe.check(endpoint()).get(0).timings();
    int queries = first.queries().size();
    Timings cached = probe.check(endpoint()).get(0).timings();
    assertThat(asked.dnsUs()).isBetween(40_000, asked.totalUs());
    assertThat(cached.dnsUs()).isEqualTo(Timings.NONE);
    assertThat(cached.connectUs()).as("a fresh connection").isNotEqualTo(Timings.NONE);
    assertThat(first.queries()).hasSize(queries);
    assertThat(second.queries()).isEmpty();
  }
}
