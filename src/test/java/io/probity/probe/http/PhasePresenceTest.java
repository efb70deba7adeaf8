package io.probity.probe.http;

import static io.probity.probe.Timings.NONE;
import static io.probity.probe.http.DelayingTarget.DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.net.Admission;
import io.probity.net.DnsProblem;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.testing.Conversation;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which phases an attempt has: those that happened, up to where it failed. */
class PhasePresenceTest {
  private static final int DELAY_US = (int) (DELAY.toNanos() / 1_000);
  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final byte[] HEADERS = {0, 0, 1, 1, 5, 0, 0, 0, 1};
  private static final byte[] STATUS_200 = {(byte) 0x88};

  private final ProberFixture probe = new ProberFixture();

  @AfterEach
  void stop() {
    probe.close();
  }

  private Timings failing(TargetServer server, FailureClass cls) {
    Attempt attempt =
        probe.fresh(Specs.of(server.url("phases.test", "/")).timeoutsMs(5_000, 500, 500, 1_000));
    assertThat(attempt.failure().cls()).isEqualTo(cls);
    assertThat(PhaseComparison.rest(attempt.timings())).as("in no phase").isLessThan(50_000);
    return attempt.timings();
  }

  @Test
  void aNameWithoutAnswerHasTheTimeItWasWaitedFor() {
    probe.egress.hang("hangs.test");
    Timings hanging = probe.fresh(Specs.of("http://hangs.test/")).timings();
    assertThat(hanging.dnsUs()).isBetween(300_000, 1_000_000);
    assertThat(hanging.connectUs()).isEqualTo(NONE);

    probe.egress.answer(
        "missing.test",
        new Admission.Unresolved(DnsProblem.NXDOMAIN, "It does not exist.", Map.of(), 1_234));
    Timings missing = probe.fresh(Specs.of("http://missing.test/")).timings();
    assertThat(missing.dnsUs()).isEqualTo(1_234);
    assertThat(missing.connectUs()).isEqualTo(NONE);
    assertThat(missing.writeUs()).isEqualTo(NONE);
  }

  @Test
  void aRefusedConnectionEndsWithConnecting() {
    Timings timings =
        probe.fresh(Specs.of("http://phases.test:" + TargetServer.closedPort() + "/")).timings();
    assertThat(timings.connectUs()).isNotNegative();
    assertThat(timings.tlsUs()).isEqualTo(NONE);
    assertThat(timings.writeUs()).isEqualTo(NONE);
  }

  @Test
  void aHandshakeThatStallsEndsWithTls() {
    try (TargetServer server = TargetServer.rawTls(Conversation::silence)) {
      Timings timings = failing(server, FailureClass.TLS_HANDSHAKE_TIMEOUT);
      assertThat(timings.connectUs()).isNotNegative();
      assertThat(timings.tlsUs()).isBetween(500_000, 900_000);
      assertThat(timings.writeUs()).isEqualTo(NONE);
      assertThat(timings.firstByteUs()).isEqualTo(NONE);
    }
  }

  @Test
  void aResponseThatDoesNotComeEndsWithWaitingForItsFirstByte() {
    try (TargetServer server =
        TargetServer.plain(
            with -> {
              with.request();
              with.silence();
            })) {
      Timings timings = failing(server, FailureClass.RESPONSE_TIMEOUT);
      assertThat(timings.tlsUs()).isEqualTo(NONE);
      assertThat(timings.writeUs()).isNotNegative();
      assertThat(timings.firstByteUs()).isBetween(450_000, 900_000);
      assertThat(timings.transferUs()).isEqualTo(NONE);
    }
  }

  @Test
  void aBodyThatStallsEndsWithTheTransfer() {
    try (TargetServer server =
        TargetServer.plain(
            with -> {
              with.request();
              with.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
              with.silence();
            })) {
      Timings timings = failing(server, FailureClass.RESPONSE_BODY_TIMEOUT);
      assertThat(timings.firstByteUs()).isNotNegative();
      assertThat(timings.transferUs()).isBetween(900_000, 1_200_000);
    }
  }

  @Test
  void aReusedConnectionHasNoPhasesOfItsMaking() {
    try (DelayingTarget target = new DelayingTarget(true, true)) {
      Specs specs = Specs.of(target.url("/"));
      assertThat(probe.pooled(specs).timings().tlsUs()).isNotNegative();
      Attempt second = probe.pooled(specs);
      assertThat(second.reused()).isTrue();
      assertThat(second.timings().dnsUs()).isEqualTo(NONE);
      assertThat(second.timings().connectUs()).isEqualTo(NONE);
      assertThat(second.timings().tlsUs()).isEqualTo(NONE);
      assertThat(second.timings().writeUs()).isNotNegative();
    }
  }

  @Test
  void theHopsOfARedirectAddUp() {
    try (DelayingTarget target = new DelayingTarget(false, false)) {
      probe.egress.resolve("delay.test", target.port(), "127.0.0.1");
      Attempt attempt = probe.fresh(Specs.of(target.url("/redirect")));
      assertThat(attempt.response().status()).isEqualTo(200);
      assertThat(attempt.timings().dnsUs()).as("250 for each hop").isEqualTo(500);
      int waited = attempt.timings().writeUs() + attempt.timings().firstByteUs();
      assertThat(waited).isGreaterThanOrEqualTo(2 * DELAY_US);
    }
  }

  @Test
  void aResponseBeforeTheEndOfTheRequestHasNoWaitForItsFirstByte() {
    try (DelayingTarget target = new DelayingTarget(false, false)) {
      String large = "x".repeat(8 << 20);
      Timings timings = probe.fresh(Specs.of(target.url("/early")).method("PUT", large)).timings();
      assertThat(timings.writeUs()).isNotNegative();
      assertThat(timings.firstByteUs()).isEqualTo(NONE);
      assertThat(timings.transferUs()).isNotNegative();
    }
  }

  @Test
  void whatTheLoopStillHasToDoIsNotConnecting() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Endpoint endpoint = Specs.of(server.url("phases.test", "/")).endpoint();
      CompletableFuture<Attempt> attempt = new CompletableFuture<>();
      probe.onLoop(
          () -> {
            probe
                .prober
                .attempt(endpoint, ConnectionMode.FRESH, endpoint.spec().timeouts().total())
                .thenAccept(attempt::complete);
            long since = System.nanoTime();
            while (System.nanoTime() - since < DELAY.toNanos()) {
              Thread.onSpinWait();
            }
            return true;
          });
      Timings timings = attempt.join().timings();
      assertThat(timings.connectUs()).isLessThan(DELAY_US);
      assertThat(timings.totalUs()).isGreaterThanOrEqualTo(DELAY_US);
    }
  }

  @Test
  void waitingForTheSettingsOfAnHttp2PeerIsWaitingForItsFirstByte() {
    try (TargetServer server =
        http2(
            with -> {
              with.pause(DELAY);
              with.send(SETTINGS);
              readHttp2Request(with);
              with.pause(DELAY);
              with.send(HEADERS);
              with.send(STATUS_200);
              with.silence();
            })) {
      Attempt attempt = probe.fresh(Specs.of(server.url("phases.test", "/")));
      assertThat(attempt.failure()).isNull();
      Timings timings = attempt.timings();
      assertThat(timings.tlsUs() + timings.firstByteUs() + timings.writeUs())
          .isGreaterThanOrEqualTo(2 * DELAY_US);
      assertThat(PhaseComparison.rest(timings)).as("in no phase").isLessThan(DELAY_US / 2);
    }
  }

  @Test
  void theFirstByteOfAnHttp2ResponseIsThatOfItsHead() {
    try (TargetServer server =
        http2(
            with -> {
              with.send(SETTINGS);
              readHttp2Request(with);
              with.pause(DELAY);
              with.send(HEADERS);
              with.pause(DELAY.multipliedBy(5));
              with.send(STATUS_200);
              with.silence();
            })) {
      Attempt attempt = probe.fresh(Specs.of(server.url("phases.test", "/")));
      assertThat(attempt.failure()).isNull();
      assertThat(attempt.timings().transferUs()).isGreaterThan(4 * DELAY_US);
    }
  }

  @Test
  void anHttp2HeadThatIsNotFinishedIsToldFromOneThatDoesNotBegin() {
    try (TargetServer server =
        http2(
            with -> {
              with.send(SETTINGS);
              readHttp2Request(with);
              with.pause(DELAY);
              with.send(HEADERS);
              with.silence();
            })) {
      Timings timings = failing(server, FailureClass.RESPONSE_HEADERS_TIMEOUT);
      assertThat(timings.transferUs()).isPositive();
    }
  }

  private static TargetServer http2(TargetServer.Script script) {
    SSLContext context = TargetServer.contextOf(TestCa.root("Phase root").leaf("phases.test"));
    return TargetServer.tls(context, PhasePresenceTest::offerHttp2, script);
  }

  /** RFC 9113: the preface (section 3.4), then frames (section 4.1) up to a HEADERS frame. */
  private static void readHttp2Request(Conversation with) throws IOException {
    with.read(24);
    byte[] header;
    do {
      header = with.read(9);
      with.read((header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff);
    } while (header[3] != HEADERS[3]);
  }

  private static void offerHttp2(SSLSocket socket) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
  }
}
