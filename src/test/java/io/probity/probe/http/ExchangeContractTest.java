package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.Assertion;
import io.probity.endpoint.Severity;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an exchange may run into, each with its class and the facts that survive. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExchangeContractTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final ProberFixture probe = new ProberFixture();

  @AfterAll
  void stop() {
    probe.close();
  }

  private static Arguments does(String what, FailureClass cls, TargetServer.Script script) {
    return Arguments.of(what, cls, script);
  }

  static Stream<Arguments> misbehaviours() {
    return Stream.of(
        does("silence", RESPONSE_TIMEOUT, answer(with -> with.silence())),
        does("half a head", RESPONSE_HEADERS_TIMEOUT, answer(cut("HTTP/1.1 200 OK\r\nA: b"))),
        does("half a body", RESPONSE_BODY_TIMEOUT, answer(cut(HEAD + "123"))),
        does("close before", RESPONSE_CLOSED, answer(with -> with.finish())),
        does("close in head", RESPONSE_CLOSED, answer(with -> with.send("HTTP/1.1 200 OK\r\n"))),
        does("close in body", RESPONSE_TRUNCATED, answer(with -> with.send(HEAD + "123"))),
        does("close in chunks", RESPONSE_TRUNCATED, answer(with -> with.send(CHUNKED + "5\r\nab"))),
        does("reset before", RESPONSE_RESET, answer(with -> with.reset())),
        does("reset in head", RESPONSE_RESET, answer(resetAfter("HTTP/1.1 200 OK\r\n"))),
        does("reset in body", RESPONSE_RESET, answer(resetAfter(HEAD + "123"))),
        does("reset of endless", RESPONSE_RESET, answer(resetAfter("HTTP/1.1 200 OK\r\n\r\nabc"))),
        does("garbage", RESPONSE_MALFORMED, answer(cut("SSH-2.0-OpenSSH_9.2\r\n\r\n"))),
        does("unknown version", RESPONSE_MALFORMED, answer(cut("HTTP/3.7 200 OK\r\n\r\n"))),
        does("bad chunk size", RESPONSE_MALFORMED, answer(cut(CHUNKED + "zz\r\nab"))),
        does(
            "huge headers",
            RESPONSE_HEADERS_TOO_LARGE,
            answer(cut("HTTP/1.1 200 OK\r\nA: " + "x".repeat(70_000) + "\r\n\r\n"))),
        does("huge body", RESPONSE_BODY_TOO_LARGE, answer(with -> with.ok("x".repeat(3_000_000)))));
  }

  private static TargetServer.Script answer(TargetServer.Script then) {
    return with -> {
      with.request();
      then.serve(with);
    };
  }

  private static TargetServer.Script cut(String text) {
    return with -> {
      with.send(text);
      with.silence();
    };
  }

  private static TargetServer.Script resetAfter(String text) {
    return with -> {
      with.send(text);
      with.pause(Duration.ofMillis(100));
      with.reset();
    };
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("misbehaviours")
  void everyMisbehaviourHasItsClassAndClosesTheConnection(
      String what, FailureClass cls, TargetServer.Script script) {
    try (TargetServer server = TargetServer.plain(script)) {
      Attempt attempt =
          probe.pooled(Specs.of(server.url("x.test", "/")).timeoutsMs(3_000, 3_000, 500, 900));

      assertThat(attempt.failure()).isNotNull();
      assertThat(attempt.failure().cls()).isEqualTo(cls);
      assertThat(attempt.failure().detail()).endsWith(".").contains(" ");
      assertThat(attempt.address()).isEqualTo("127.0.0.1");
      assertThat(attempt.connection()).isNotNull();
      assertThat(attempt.timings().connectUs()).isNotEqualTo(Timings.NONE);
      assertThat(attempt.timings().totalUs()).isLessThan(5_000_000);
      assertThat(probe.idle()).isZero();
    }
  }

  @Test
  void aTimeoutTellsTheTimeThatWasAllowedAndWhetherItWasTheTotal() {
    try (TargetServer silent = TargetServer.plain(answer(with -> with.silence()));
        TargetServer half = TargetServer.plain(answer(cut(HEAD + "123")))) {
      Failure ofPhase =
          probe
              .fresh(Specs.of(silent.url("x.test", "/")).timeoutsMs(3_000, 3_000, 300, 3_000))
              .failure();
      assertThat(ofPhase.evidence())
          .containsEntry("allowedMs", 300L)
          .doesNotContainKey("allowedBy");
      assertThat(ofPhase.detail()).endsWith(" ms.");

      Failure ofTotal =
          probe
              .fresh(Specs.of(half.url("x.test", "/")).timeoutsMs(3_000, 3_000, 3_000, 400))
              .failure();
      assertThat(ofTotal.evidence()).containsEntry("allowedBy", "timeouts.total");
      assertThat((long) ofTotal.evidence().get("allowedMs")).isBetween(1L, 400L);
      assertThat(ofTotal.detail()).endsWith(" ms, all that was left of the total time.");
    }
  }

  @Test
  void aHeadThatArrivedSurvivesTheFailureOfItsBody() {
    try (TargetServer server = TargetServer.plain(answer(with -> with.send(HEAD + "123")))) {
      Attempt attempt = probe.fresh(Specs.of(server.url("x.test", "/")));

      assertThat(attempt.response().status()).isEqualTo(200);
      assertThat(attempt.response().bytes()).isEqualTo(3);
      assertThat(attempt.failure().evidence()).containsEntry("bytes", 3L);
    }
  }

  @Test
  void aStalledRequestIsNotTheResponsesFault() {
    try (TargetServer server = TargetServer.plain(with -> with.silence())) {
      Attempt attempt =
          probe.fresh(
              Specs.of(server.url("x.test", "/"))
                  .method("POST", "x".repeat(20_000_000))
                  .timeoutsMs(500, 500, 400, 800));
      assertThat(attempt.failure().cls()).isEqualTo(REQUEST_TIMEOUT);
      Awaitility.await().until(() -> probe.sockets() == 0);
    }
  }

  @Test
  void aResetWhileTheRequestIsWrittenIsTheRequests() {
    TargetServer.Script script =
        with -> {
          with.firstByte();
          with.pause(Duration.ofMillis(100));
          with.reset();
        };
    try (TargetServer server = TargetServer.plain(script)) {
      Attempt attempt =
          probe.fresh(Specs.of(server.url("x.test", "/")).method("POST", "x".repeat(20_000_000)));
      assertThat(attempt.failure().cls()).isEqualTo(REQUEST_RESET);
    }
  }

  @Test
  void aKeptConnectionThatDiesUnderTheNextRequestIsStale() {
    for (boolean reset : new boolean[] {false, true}) {
      TargetServer.Script script =
          with -> {
            with.request();
            with.ok("once");
            with.request();
            if (reset) {
              with.reset();
            }
          };
      try (TargetServer server = TargetServer.plain(script)) {
        Specs specs = Specs.of(server.url("stale" + reset + ".test", "/"));
        assertThat(probe.pooled(specs).failure()).isNull();
        Attempt second = probe.pooled(specs);
        assertThat(second.failure().cls()).isEqualTo(REQUEST_STALE_CONNECTION);
        assertThat(second.reused()).isTrue();
        assertThat(probe.fresh(specs).failure()).isNull();
      }
    }
  }

  @Test
  void aConnectionClosedWhileIdleIsNotUsedAgain() {
    TargetServer.Script once =
        with -> {
          with.request();
          with.ok("once");
        };
    try (TargetServer server = TargetServer.plain(once)) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      assertThat(probe.pooled(specs).failure()).isNull();
      Awaitility.await().until(() -> probe.idle() == 0);
      Attempt second = probe.pooled(specs);
      assertThat(second.failure()).isNull();
      assertThat(second.reused()).isFalse();
    }
  }

  @Test
  void anInterimResponseIsPassedOver() {
    TargetServer.Script script =
        answer(
            with -> {
              with.send("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n");
              with.ok("done");
              with.drain();
            });
    try (TargetServer server = TargetServer.plain(script)) {
      Attempt attempt = probe.pooled(Specs.of(server.url("x.test", "/")));
      assertThat(attempt.failure()).isNull();
      assertThat(attempt.response().status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyUpToTheCloseIsComplete() {
    TargetServer.Script script = answer(with -> with.send("HTTP/1.0 200 OK\r\n\r\nall of it"));
    try (TargetServer server = TargetServer.plain(script)) {
      Attempt attempt = probe.pooled(Specs.of(server.url("x.test", "/")));
      assertThat(attempt.failure()).isNull();
      assertThat(attempt.response().bytes()).isEqualTo(9);
      assertThat(probe.idle()).isZero();
    }
  }

  @Test
  void theBodyIsDecodedOnlyWhereAnAssertionReadsIt() throws IOException {
    byte[] zipped = gzip("{\"status\":\"UP\"}");
    TargetServer.Script script = coded("gzip", zipped);
    Assertion.Body reads = new Assertion.Body(new Assertion.TextTest.Contains("UP"), Severity.DOWN);
    try (TargetServer server = TargetServer.plain(script)) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      assertThat(probe.fresh(specs).response().body()).isEmpty();
      Attempt read = probe.fresh(specs.assertions(reads));
      assertThat(new String(read.response().body(), StandardCharsets.UTF_8))
          .isEqualTo("{\"status\":\"UP\"}");
      assertThat(read.response().bytes()).isEqualTo(zipped.length);
    }
  }

  @Test
  void aBombAndAnUnknownCodingFail() throws IOException {
    Assertion.Body reads = new Assertion.Body(new Assertion.TextTest.Contains("UP"), Severity.DOWN);
    byte[] bomb = gzip("x".repeat(2_000_000));
    try (TargetServer server = TargetServer.plain(coded("gzip", bomb))) {
      Attempt attempt = probe.fresh(Specs.of(server.url("x.test", "/")).assertions(reads));
      assertThat(attempt.failure().cls()).isEqualTo(RESPONSE_BODY_TOO_LARGE);
    }
    for (String coding : new String[] {"br", "gzip", "deflate"}) {
      try (TargetServer server = TargetServer.plain(coded(coding, new byte[] {1, 2, 3}))) {
        Attempt attempt = probe.fresh(Specs.of(server.url("x.test", "/")).assertions(reads));
        assertThat(attempt.failure().cls()).isEqualTo(RESPONSE_ENCODING);
      }
    }
  }

  @Test
  void waitingAndTransferringAreToldApart() {
    AtomicInteger requests = new AtomicInteger();
    TargetServer.Script script =
        with -> {
          with.request();
          requests.incrementAndGet();
          with.pause(Duration.ofMillis(400));
          with.send(HEAD);
          with.pause(Duration.ofMillis(600));
          with.send("0123456789");
        };
    try (TargetServer server = TargetServer.plain(script)) {
      probe.fresh(Specs.of(server.url("warm.test", "/")));
      Timings timings = probe.fresh(Specs.of(server.url("x.test", "/"))).timings();
      assertThat(timings.firstByteUs()).isGreaterThan(380_000);
      assertThat(timings.transferUs()).isGreaterThan(580_000);
      assertThat(timings.connectUs() + timings.writeUs()).isLessThan(timings.firstByteUs());
      assertThat(requests).hasValue(2);
    }
  }

  private static TargetServer.Script coded(String coding, byte[] bytes) {
    return answer(
        with -> {
          with.send(
              "HTTP/1.1 200 OK\r\nContent-Encoding: "
                  + coding
                  + "\r\nContent-Length: "
                  + bytes.length
                  + "\r\n\r\n");
          with.send(bytes);
          with.drain();
        });
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return zipped.toByteArray();
  }
}
