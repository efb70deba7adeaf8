package io.probity.probe.http;

import static io.probity.probe.http.DelayingTarget.DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.net.EgressPolicy;
import io.probity.net.NettyEgress;
import io.probity.probe.Attempt;
import io.probity.testing.ScriptedDns;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.tls.ChainVerdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Delays put into one phase at a time: each is found in its phase in full and nowhere else. */
class PhaseDelayTest {
  /** After this time without an answer the next address is tried (RFC 8305 section 5). */
  private static final Duration STAGGER = Duration.ofMillis(250);

  /** A machine that is busy puts threads off for longer than the medians may; a fault stays. */
  private static final int TRIES = 3;

  private final ProberFixture probe = new ProberFixture(SslProvider.OPENSSL);

  @AfterEach
  void stop() {
    probe.close();
  }

  /** What carries a request. */
  enum Carrier {
    PLAIN(false, false, 6 << 20),
    TLS(true, false, 6 << 20),
    HTTP2(true, true, 1 << 19);

    private final boolean tls;
    private final boolean http2;

    /** A body that fits into no buffer on its way, but for the sender's own. */
    private final int large;

    Carrier(boolean tls, boolean http2, int large) {
      this.tls = tls;
      this.http2 = http2;
      this.large = large;
    }

    DelayingTarget target() {
      return new DelayingTarget(tls, http2);
    }
  }

  static Stream<Arguments> responses() {
    return Stream.of(Carrier.values())
        .flatMap(
            carrier ->
                Stream.of(
                    Arguments.of(carrier, "firstByte", "/first-byte"),
                    Arguments.of(carrier, "transfer", "/transfer")));
  }

  private static void onlyMoves(
      String phase, Duration delay, Supplier<Attempt> onTime, Supplier<Attempt> heldUp) {
    for (int again = TRIES - 1; ; again--) {
      PhaseComparison comparison = PhaseComparison.of(onTime, heldUp);
      System.out.println(phase + ": " + comparison);
      try {
        comparison.onlyMoved(phase, delay);
        return;
      } catch (AssertionError off) {
        if (again == 0) {
          throw off;
        }
      }
    }
  }

  @Test
  void aLateAnswerOfTheNameServerIsDns() {
    ProbeLoop loop = ProbeLoop.start();
    try (DelayingTarget target = Carrier.PLAIN.target();
        ScriptedDns dns = new ScriptedDns("127.0.0.1");
        loop;
        VertxProber prober = resolving(loop, dns)) {
      AtomicInteger number = new AtomicInteger();
      onlyMoves(
          "dns",
          DELAY,
          () -> attempt(prober, target.url(named(dns, "prompt", number, Duration.ZERO), "/")),
          () -> attempt(prober, target.url(named(dns, "late", number, DELAY), "/")));
    }
  }

  private static VertxProber resolving(ProbeLoop loop, ScriptedDns dns) {
    EgressPolicy policy = EgressPolicy.of(List.of("127.0.0.0/8"), List.of());
    return new VertxProber(
        loop,
        new NettyEgress(loop.eventLoop(), policy, List.of(dns.address()), Runnable::run),
        (presented, host, now) -> ChainVerdict.VALID,
        InstantSource.system(),
        PoolSettings.DEFAULT,
        "Probity/test");
  }

  /** A name that was never asked for. */
  private static String named(ScriptedDns dns, String kind, AtomicInteger number, Duration delay) {
    String name = kind + number.incrementAndGet() + ".test";
    dns.addresses(name, 60, "127.0.0.1").delayed(name, delay);
    return name;
  }

  private static Attempt attempt(VertxProber prober, String url) {
    Endpoint endpoint = Specs.of(url).endpoint();
    return prober
        .attempt(endpoint, ConnectionMode.FRESH, endpoint.spec().timeouts().total())
        .toCompletableFuture()
        .join();
  }

  @Test
  void anAddressThatSwallowsSynsIsConnecting() {
    try (DelayingTarget target = Carrier.PLAIN.target();
        TargetServer deaf = TargetServer.deaf()) {
      probe.egress.ports("two.test", deaf.port(), target.port());
      onlyMoves(
          "connect",
          STAGGER,
          () -> probe.fresh(Specs.of(target.url("/"))),
          () -> probe.fresh(Specs.of(target.url("two.test", "/"))));
    }
  }

  /**
   * The kernel sends a SYN again after one second: what is held up for less shows as that second,
   * whoever measures.
   */
  @Test
  void aFullQueueOfConnectionsIsConnectingUntilTheNextSyn() {
    List<LateAcceptor> targets = Stream.generate(LateAcceptor::new).limit(5).toList();
    List<CompletableFuture<Attempt>> attempts =
        targets.stream().map(target -> begun("http://full.test:" + target.port() + "/")).toList();
    targets.forEach(target -> target.acceptAfter(DELAY));
    assertThat(attempts.stream().map(CompletableFuture::join))
        .allSatisfy(
            attempt -> {
              assertThat(attempt.failure()).isNull();
              assertThat(attempt.timings().connectUs()).isBetween(1_000_000, 1_100_000);
              assertThat(attempt.timings().totalUs() - attempt.timings().connectUs())
                  .as("all other phases, in microseconds")
                  .isLessThan(50_000);
            });
    targets.forEach(LateAcceptor::close);
  }

  private CompletableFuture<Attempt> begun(String url) {
    Endpoint endpoint = Specs.of(url).endpoint();
    return probe
        .prober
        .attempt(endpoint, ConnectionMode.FRESH, endpoint.spec().timeouts().total())
        .toCompletableFuture();
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void aLateServerHelloIsTls(SslProvider engine) {
    try (DelayingTarget target = Carrier.TLS.target();
        ProberFixture prober = new ProberFixture(engine)) {
      String late = target.lateUrl(DELAY, "/");
      String prompt = target.lateUrl(Duration.ofMillis(1), "/");
      onlyMoves(
          "tls",
          DELAY.minusMillis(1),
          () -> prober.fresh(Specs.of(prompt)),
          () -> prober.fresh(Specs.of(late)));
    }
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void aServerThatDoesNotReadIsWriting(Carrier carrier) {
    String large = "x".repeat(carrier.large);
    try (DelayingTarget target = carrier.target()) {
      onlyMoves(
          "write",
          DELAY,
          () -> probe.fresh(Specs.of(target.url("/")).method("PUT", large)),
          () -> probe.fresh(Specs.of(target.url("/write")).method("PUT", large)));
    }
  }

  @ParameterizedTest
  @MethodSource("responses")
  void aLateResponseIsItsFirstByteAndASlowOneItsTransfer(
      Carrier carrier, String phase, String path) {
    try (DelayingTarget target = carrier.target()) {
      onlyMoves(
          phase,
          DELAY,
          () -> probe.fresh(Specs.of(target.url("/"))),
          () -> probe.fresh(Specs.of(target.url(path))));
    }
  }
}
