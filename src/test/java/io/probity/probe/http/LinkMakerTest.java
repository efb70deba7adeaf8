package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslProvider;
import io.probity.endpoint.Revocation;
import io.probity.net.Admission;
import io.probity.net.Family;
import io.probity.net.LoopbackEgress;
import io.probity.net.PinnedAddress;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.FaultLog;
import io.probity.testing.TargetServer;
import io.probity.tls.ChainVerdict;
import io.probity.tls.ChainVerifier;
import io.probity.tls.MissingIssuer;
import io.probity.tls.RevocationLookup;
import io.probity.tls.StapleJudge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that are gone before the handshake on them has begun. */
class LinkMakerTest {
  private final ProbeLoop loop = ProbeLoop.start();
  private final CompletableFuture<Failure> failed = new CompletableFuture<>();

  private final class Ending implements LinkMaker.Listener {
    @Override
    public void handshakeBegins() {}

    @Override
    public void screeningBegins() {}

    @Override
    public void screeningEnds() {}

    @Override
    public void linked(Link link) {
      failed.completeExceptionally(new AssertionError("linked to " + link.address()));
    }

    @Override
    public void unlinked(Failure failure) {
      failed.complete(failure);
    }
  }

  @AfterEach
  void stop() {
    loop.close();
  }

  /** A connection that was seen come about, and that nobody reads from. */
  private Channel connected(TargetServer server) {
    return new Bootstrap()
        .group(loop.eventLoop())
        .channel(NioSocketChannel.class)
        .option(ChannelOption.AUTO_READ, false)
        .handler(new ChannelInboundHandlerAdapter())
        .connect("127.0.0.1", server.port())
        .syncUninterruptibly()
        .channel();
  }

  private Failure handshakeOn(Channel channel, SslProvider engine, int port)
      throws InterruptedException, ExecutionException, TimeoutException {
    ChainVerifier verifier = (presented, host, now) -> ChainVerdict.VALID;
    EgressFetcher fetcher = new EgressFetcher(loop.eventLoop(), new LoopbackEgress(), "test");
    LinkMaker.Tools tools =
        new LinkMaker.Tools(
            new HttpEngine(loop),
            new TlsContexts(engine),
            verifier,
            new StapleJudge(verifier),
            new RevocationLookup(verifier, fetcher),
            new MissingIssuer(verifier, fetcher),
            InstantSource.system(),
            new FaultLog());
    Route route = new Route(true, "x.test", port, "x.test", true, Revocation.OFF, "1.2", null);
    PinnedAddress address = admitted(port);
    loop.execute(
        () ->
            new LinkMaker(
                    tools, route, List.of(address), new PhaseTimes(System.nanoTime()), new Ending())
                .connected(channel, address));
    return failed.get(5, TimeUnit.SECONDS);
  }

  private static PinnedAddress admitted(int port) throws InterruptedException, ExecutionException {
    Admission admission =
        new LoopbackEgress()
            .admit("x.test", port, Family.ANY, Duration.ofSeconds(1))
            .toCompletableFuture()
            .get();
    return ((Admission.Admitted) admission).addresses().get(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENSSL", "JDK"})
  void aResetThatTheFirstWriteMeetsIsToldAtOnce(SslProvider engine) throws Exception {
    CountDownLatch accepted = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch reset = new CountDownLatch(1);
    TargetServer.Script script =
        with -> {
          accepted.countDown();
          seen.await();
          with.reset();
          reset.countDown();
        };
    try (TargetServer server = TargetServer.rawTls(script)) {
      Channel channel = connected(server);
      assertThat(accepted.await(5, TimeUnit.SECONDS)).isTrue();
      seen.countDown();
      assertThat(reset.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(channel.isActive()).as("has not heard of it").isTrue();
      Failure failure = handshakeOn(channel, engine, server.port());
      assertThat(failure.cls()).isEqualTo(FailureClass.TLS_RESET);
      assertThat(failure.detail())
          .isEqualTo(
              "127.0.0.1:" + server.port() + " reset the connection during the TLS handshake.");
      assertThat(channel.closeFuture().await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENSSL", "JDK"})
  void aConnectionThatHasEndedMeanwhileIsNotWaitedFor(SslProvider engine) throws Exception {
    try (TargetServer server = TargetServer.rawTls(with -> with.drain())) {
      Channel channel = connected(server);
      channel.close().sync();
      assertThat(handshakeOn(channel, engine, server.port()).cls())
          .isEqualTo(FailureClass.TLS_CLOSED);
    }
  }
}
