package io.probity.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.nio.NioEventLoopGroup;
import io.probity.testing.ScriptedDns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tricks that lead other programs to addresses inside, by host names, against a policy without
 * exceptions. {@link EgressPolicyTest} has the tricks with addresses, {@link NettyEgressTest} those
 * with texts that look like one.
 */
class BypassTest {
  private static final Duration BUDGET = Duration.ofSeconds(2);

  private final NioEventLoopGroup group = new NioEventLoopGroup(1);
  private final AtomicLong nanos = new AtomicLong();
  private final ScriptedDns dns = new ScriptedDns("127.0.0.1");
  private NettyEgress egress;

  @BeforeEach
  void open(@TempDir Path files) throws IOException {
    Files.writeString(files.resolve("hosts"), "10.0.0.9 intranet\n");
    Files.writeString(files.resolve("resolv.conf"), "options ndots:1\n");
    egress =
        new NettyEgress(
            group.next(),
            EgressPolicy.of(List.of(), List.of()),
            List.of(dns.address()),
            ForkJoinPool.commonPool(),
            files.resolve("hosts"),
            files.resolve("resolv.conf"),
            nanos::get);
  }

  @AfterEach
  void close() {
    dns.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Admission admit(String host) {
    return egress.admit(host, 80, Family.ANY, BUDGET).toCompletableFuture().join();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, its own name",
    "LOCALHOST., its own name with a dot",
    "a.localhost, a name below it",
    "intranet, the hosts file",
    "127.0.0.1, loopback",
    "0.0.0.0, this host",
    "255.255.255.255, broadcast",
    "100.64.0.1, carrier-grade NAT",
    "169.254.169.254, metadata",
    "::1, loopback",
    "::, this host",
    "::ffff:127.0.0.1, mapped",
    "::127.0.0.1, compatible",
    "64:ff9b::7f00:1, NAT64",
    "2002:7f00:1::, 6to4",
    "2001:0:0a00:1::f7f7:f7f7, Teredo",
    "fe80::1%lo, a zone",
    "2130706433, decimal",
    "017700000001, octal",
    "0x7f.0.0.1, hexadecimal",
    "127.1, short",
    "127.0.0.1., a trailing dot"
  })
  void refusesWithoutAsking(String host, String trick) {
    assertThat(admit(host)).as(trick).isInstanceOf(Admission.Refused.class);
    assertThat(dns.queries()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "private.example, 10.0.0.1",
    "metadata.google.internal, 169.254.169.254",
    "alibaba.example, 100.100.100.200",
    "azure.example, 168.63.129.16",
    "aws6.example, fd00:ec2::254",
    "mapped.example, ::ffff:10.0.0.1",
    "nat64.example, 64:ff9b::a9fe:a9fe",
    "local6.example, fe80::1",
    "unique.example, fd12::1",
    "loopback6.example, ::1",
    "127.0.0.1.nip.example, 127.0.0.1"
  })
  void refusesByWhatANameStandsFor(String host, String address) {
    dns.addresses(host, 60, address);
    assertThat(admit(host + ".")).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void refusesAnAliasOfAPrivateAddress() {
    dns.alias("public.example", 60, "inside.example");
    dns.addresses("inside.example", 60, "192.168.0.1");
    assertThat(admit("public.example.")).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void looksAgainAtEveryAnswer() {
    dns.addresses("rebound.example", 0, "8.8.8.8");
    assertThat(admit("rebound.example.")).isInstanceOf(Admission.Admitted.class);
    dns.forget("rebound.example").addresses("rebound.example", 0, "127.0.0.1");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(admit("rebound.example.")).isInstanceOf(Admission.Refused.class);
  }

  @ParameterizedTest
  @CsvSource({"１２７.０.０.１", "127。0。0。1", "ⓛocalhost", "①②⑦.0.0.1"})
  void namesBeyondAsciiAreNotFolded(String host) {
    assertThat(admit(host)).isNotInstanceOf(Admission.Admitted.class);
    assertThat(dns.queries()).isEmpty();
  }
}
