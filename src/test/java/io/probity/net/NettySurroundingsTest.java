package io.probity.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NettySurroundingsTest {
  private static final Duration BUDGET = Duration.ofMillis(700);

  private final NioEventLoopGroup group = new NioEventLoopGroup(1);
  private final EventLoop loop = group.next();
  private final LoopbackEgress egress = new LoopbackEgress();
  private final NettySurroundings surroundings = new NettySurroundings(loop, egress);

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private Dialled dial(String host, int port, Duration budget) throws Exception {
    return loop.submit(() -> surroundings.dial(new Reference(host, port), budget))
        .get(5, TimeUnit.SECONDS)
        .toCompletableFuture()
        .get(5, TimeUnit.SECONDS);
  }

  @Test
  void whoAcceptsAConnectionAnswers() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      egress.resolve("two.example", server.getLocalPort(), "127.0.0.2", "127.0.0.1");
      Dialled dialled = dial("two.example", server.getLocalPort(), BUDGET);
      assertThat(dialled.outcome()).isEqualTo(Dialled.Outcome.ANSWERED);
      assertThat(dialled.where().address()).isEqualTo("127.0.0.1");
      assertThat(dialled.resolved()).isTrue();
      assertThat(server.accept().getInputStream().read()).as("closed at once").isEqualTo(-1);
    }
  }

  @Test
  void aResetIsNoAnswer() throws Exception {
    int free;
    try (ServerSocket server = new ServerSocket(0)) {
      free = server.getLocalPort();
    }
    Dialled dialled = dial("gone.example", free, BUDGET);
    assertThat(dialled.outcome()).isEqualTo(Dialled.Outcome.FAILED);
    assertThat(dialled.detail()).contains("127.0.0.1:" + free);
  }

  /** A full backlog drops what knocks, as a network does that is cut. */
  @Test
  void whoSaysNothingFailsWhenTheTimeIsUp() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      for (int i = 0; i < 2; i++) {
        dial("full.example", full.getLocalPort(), BUDGET);
      }
      Dialled dialled = dial("full.example", full.getLocalPort(), Duration.ofMillis(100));
      assertThat(dialled.outcome()).isEqualTo(Dialled.Outcome.FAILED);
      assertThat(dialled.detail()).endsWith("in time.");
    }
  }

  @Test
  void aNameThatIsNotResolvedFails() throws Exception {
    egress.answer(
        "dead.example",
        new Admission.Unresolved(DnsProblem.TIMEOUT, "Nobody answered.", Map.of(), 1));
    Dialled dialled = dial("dead.example", 443, BUDGET);
    assertThat(dialled.outcome()).isEqualTo(Dialled.Outcome.FAILED);
    assertThat(dialled.resolved()).isFalse();
  }

  @Test
  void whatThePolicyForbidsIsNotTried() throws Exception {
    egress.answer("inner.example", new Admission.Refused("10.0.0.1", "It is private.", -1));
    assertThat(dial("inner.example", 443, BUDGET).outcome()).isEqualTo(Dialled.Outcome.UNTRIED);
  }

  @ParameterizedTest
  @CsvSource({
    "127.9.9.9, HERE, 127.9.0.0/16",
    "::1, HERE, ::/32",
    "10.1.2.3, NEAR, 10.1.0.0/16",
    "192.168.7.8, NEAR, 192.168.0.0/16",
    "172.16.9.9, NEAR, 172.16.0.0/16",
    "100.64.1.1, NEAR, 100.64.0.0/16",
    "169.254.1.1, NEAR, 169.254.0.0/16",
    "fd00:1:2::3, NEAR, fd00:1::/32",
    "fe80::1, NEAR, fe80::/32",
    "203.0.113.5, FAR, 203.0.0.0/16",
    "2001:db8:1::5, FAR, 2001:db8::/32"
  })
  void knowsHowFarAwayAnAddressIs(String literal, Reach reach, String network) {
    Whereabouts where = surroundings.locate(literal);
    assertThat(where.reach()).isEqualTo(reach);
    assertThat(where.network()).isEqualTo(network);
    assertThat(surroundings.locate("a.example")).isNull();
  }

  @Test
  void theAddressesOfThisMachineAreHere() throws Exception {
    for (var each : java.net.NetworkInterface.networkInterfaces().toList()) {
      each.inetAddresses()
          .forEach(
              address ->
                  assertThat(surroundings.locate(IpLiteral.text(address)).reach())
                      .isEqualTo(Reach.HERE));
    }
  }

  @Test
  void thereIsAlwaysARouteToThisMachine() {
    assertThat(surroundings.routeless("127.0.0.1")).isFalse();
  }
}
