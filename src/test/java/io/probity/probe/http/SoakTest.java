package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.netty.util.ResourceLeakDetector;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Severity;
import io.probity.net.Admission;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.testing.Conversation;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import io.probity.tls.ChainProblem;
import io.probity.tls.ChainVerdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Thousands of attempts that fail in every way leave nothing behind: no socket, timer or word. */
class SoakTest {
  private static final int ATTEMPTS = 3_000;
  private static final int AT_ONCE = 48;
  private static final long HURRIED = 100;
  private static final Duration BUDGET = Duration.ofSeconds(4);

  /** A way to treat a prober, and what it may be called. */
  private record Case(Specs specs, Set<FailureClass> classes, boolean fine) {}

  private final TestCa.Issued identity = TestCa.root("Soak root").leaf("ok.test");
  private final ProberFixture probe =
      new ProberFixture(
          TlsContexts.bestProvider() == SslProvider.JDK ? SslProvider.JDK : SslProvider.OPENSSL,
          (presented, host, now) ->
              host.equals("bad.test")
                  ? ProberFixture.bad(ChainProblem.UNTRUSTED_ROOT)
                  : ChainVerdict.VALID);
  private final List<TargetServer> servers = new ArrayList<>();
  private final List<Case> cases = new ArrayList<>();
  private final Queue<String> words = new ConcurrentLinkedQueue<>();
  private final Handler ear = new Ear(words);
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  private static final class Ear extends Handler {
    private final Queue<String> words;

    Ear(Queue<String> words) {
      this.words = words;
    }

    @Override
    public void publish(LogRecord record) {
      words.add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    Logger.getLogger("").addHandler(ear);
  }

  @AfterEach
  void stop() {
    Logger.getLogger("").removeHandler(ear);
    ResourceLeakDetector.setLevel(before);
    probe.close();
    servers.forEach(TargetServer::close);
  }

  @Test
  void nothingIsLeftBehind() throws InterruptedException {
    scripts();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    Semaphore free = new Semaphore(AT_ONCE);
    for (int i = 0; i < ATTEMPTS; i++) {
      free.acquire();
      Case each = cases.get(i % cases.size());
      Endpoint endpoint = endpoint(i % (3 * cases.size()), each.specs());
      ConnectionMode mode = i % 5 == 0 ? ConnectionMode.FRESH : ConnectionMode.POOLED;
      if (i % 71 == 0) {
        probe.prober.forget(endpoint.id());
      }
      probe
          .prober
          .attempt(endpoint, mode, BUDGET)
          .whenComplete(
              (attempt, bug) -> {
                String complaint = bug == null ? complaint(each, attempt) : bug.toString();
                if (complaint != null) {
                  wrong.add(endpoint.spec().url() + " " + complaint);
                }
                free.release();
              });
    }
    assertThat(free.tryAcquire(AT_ONCE, 10, TimeUnit.SECONDS)).isTrue();

    assertThat(wrong).isEmpty();
    assertThat(probe.onLoop(probe.prober::running)).isZero();
    Awaitility.await().untilAsserted(() -> assertThat(probe.sockets()).isEqualTo(probe.idle()));
    Awaitility.await()
        .untilAsserted(() -> assertThat(probe.onLoop(probe.prober::handshakes)).isZero());
    closingEndsWhatIsUnderWay();
    System.gc();
    assertThat(words).isEmpty();
  }

  private void closingEndsWhatIsUnderWay() {
    List<CompletableFuture<Attempt>> late = new ArrayList<>();
    for (int i = 0; i < 2 * cases.size(); i++) {
      Case each = cases.get(i % cases.size());
      late.add(
          probe
              .prober
              .attempt(endpoint(i, each.specs()), ConnectionMode.POOLED, BUDGET)
              .toCompletableFuture());
    }
    probe.prober.close();
    CompletableFuture.allOf(late.toArray(CompletableFuture[]::new))
        .orTimeout(5, TimeUnit.SECONDS)
        .join();
    assertThat(late)
        .extracting(done -> done.join().failure())
        .anyMatch(failure -> failure != null && failure.cls() == MONITOR_INTERRUPTED);
    assertThat(probe.onLoop(probe.prober::running)).isZero();
    Awaitility.await().untilAsserted(() -> assertThat(probe.sockets()).isZero());
    Awaitility.await().untilAsserted(() -> assertThat(timers()).isZero());
  }

  private static String complaint(Case each, Attempt attempt) {
    if (attempt.timings().totalUs() > BUDGET.toNanos() / 1_000 + 2_000_000) {
      return "took " + attempt.timings();
    }
    FailureClass cls = attempt.failure() == null ? null : attempt.failure().cls();
    boolean expected = cls == null ? each.fine() : each.classes().contains(cls);
    return expected ? null : "became " + attempt.failure();
  }

  /** Netty tells nobody how many timers it has, except by name. */
  private int timers() {
    return probe.onLoop(
        () -> {
          try {
            Class<?> type = probe.eventLoop().getClass();
            while (!type.getSimpleName().equals("AbstractScheduledEventExecutor")) {
              type = type.getSuperclass();
            }
            var queue = type.getDeclaredField("scheduledTaskQueue");
            queue.setAccessible(true);
            return ((Queue<?>) queue.get(probe.eventLoop())).size();
          } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static Endpoint endpoint(long id, Specs specs) {
    return new Endpoint(id, new UUID(0, id), 0, 1, Instant.EPOCH, Instant.EPOCH, specs.spec());
  }

  private void scripts() {
    Specs ok = plain("ok.test", with -> with.serveOk("fine"));
    fine(ok);
    fine(tls("ok.test", with -> with.serveOk("fine")));
    fails(tls("bad.test", with -> with.serveOk("fine")), TLS_UNTRUSTED_ROOT);
    fails(Specs.of("http://x.test:" + TargetServer.closedPort() + "/"), CONNECT_REFUSED);
    fails(plain("x.test", SoakTest::reset), RESPONSE_RESET, REQUEST_RESET);
    fails(plain("x.test", Conversation::request), RESPONSE_CLOSED, RESPONSE_RESET);
    fails(plain("x.test", SoakTest::cutOff), RESPONSE_TRUNCATED, REQUEST_STALE_CONNECTION);
    fails(answering("NOT HTTP AT ALL\r\n\r\n"), RESPONSE_MALFORMED);
    fails(
        answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        RESPONSE_MALFORMED);
    fails(
        answering("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + "x".repeat(4000))
            .maxBody(100),
        RESPONSE_BODY_TOO_LARGE);
    fails(
        plain(
            "x.test",
            with -> {
              with.request();
              with.drain();
            }),
        HURRIED,
        RESPONSE_TIMEOUT);
    fails(
        plain(
            "x.test",
            with -> {
              with.request();
              with.send("HTTP/1.1 200 OK\r\nX");
              with.drain();
            }),
        HURRIED,
        RESPONSE_HEADERS_TIMEOUT,
        RESPONSE_TIMEOUT);
    fails(
        answering("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"),
        REDIRECT_LOOP);
    fails(
        answering("HTTP/1.1 302 Found\r\nLocation: http://no.test/\r\nContent-Length: 0\r\n\r\n"),
        EGRESS_DENIED);
    probe.egress.answer("no.test", new Admission.Refused("10.0.0.1", "Not allowed.", -1));
    fails(
        answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nzzzz")
            .assertions(new Assertion.Body(new Assertion.TextTest.Contains("x"), Severity.DOWN)),
        RESPONSE_ENCODING);
    fails(
        raw(
            with -> {
              with.firstByte();
              with.send("HTTP/1.1 400 Bad Request\r\n\r\n");
              with.drain();
            }),
        TLS_NOT_TLS);
    fails(raw(SoakTest::reset), TLS_RESET);
    fails(
        raw(
            with -> {
              with.firstByte();
              with.send(new byte[] {21, 3, 3, 0, 2, 2, 40});
              with.drain();
            }),
        TLS_NO_COMMON_CIPHER);
    fails(raw(Conversation::drain), HURRIED, TLS_HANDSHAKE_TIMEOUT);
    probe.egress.hang("hang.test");
    fails(Specs.of("http://hang.test/"), DNS_TIMEOUT);
    Specs once =
        plain(
            "ok.test",
            with -> {
              with.request();
              with.ok("once");
            });
    cases.add(new Case(once, EnumSet.of(REQUEST_STALE_CONNECTION), true));
  }

  private static void reset(Conversation with) throws IOException {
    with.firstByte();
    with.reset();
  }

  private static void cutOff(Conversation with) throws IOException {
    with.request();
    with.send("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nshort");
  }

  private void fine(Specs specs) {
    cases.add(
        new Case(
            specs.timeoutsMs(2_000, 2_000, 2_000, 4_000),
            EnumSet.noneOf(FailureClass.class),
            true));
  }

  private void fails(Specs specs, long timeoutMs, FailureClass first, FailureClass... others) {
    cases.add(
        new Case(
            specs.timeoutsMs(2_000, timeoutMs, timeoutMs, 4_000),
            EnumSet.of(first, others),
            false));
  }

  private void fails(Specs specs, FailureClass first, FailureClass... others) {
    cases.add(
        new Case(specs.timeoutsMs(2_000, 2_000, 2_000, 4_000), EnumSet.of(first, others), false));
  }

  private Specs answering(String response) {
    return plain(
        "x.test",
        with -> {
          while (true) {
            with.request();
            with.send(response);
          }
        });
  }

  private Specs plain(String host, TargetServer.Script script) {
    return Specs.of(started(TargetServer.plain(script)).url(host, "/x"));
  }

  private Specs tls(String host, TargetServer.Script script) {
    return Specs.of(started(TargetServer.tls(identity, script)).url(host, "/x"));
  }

  private Specs raw(TargetServer.Script script) {
    return Specs.of(started(TargetServer.rawTls(script)).url("x.test", "/x"));
  }

  private TargetServer started(TargetServer server) {
    servers.add(server);
    return server;
  }
}
