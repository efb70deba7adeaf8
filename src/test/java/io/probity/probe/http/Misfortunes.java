package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;

import io.netty.handler.codec.dns.DnsResponseCode;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.Severity;
import io.probity.net.Admission;
import io.probity.net.EgressPolicy;
import io.probity.net.NettyEgress;
import io.probity.probe.FailureClass;
import io.probity.testing.Conversation;
import io.probity.testing.ScriptedDns;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/** Servers that treat a prober in every way there is, and what each may be called. */
final class Misfortunes implements AutoCloseable {
  /** Names below it are asked of a DNS server; all others are known. */
  private static final String ASKED = ".dns.test";

  private static final Duration BUDGET = Duration.ofSeconds(15);
  private static final Duration HURRY = Duration.ofMillis(100);

  private final TestCa.Issued identity = TestCa.root("Soak root").leaf("ok.test");
  private final TargetServer deaf = TargetServer.deaf();
  private final ScriptedDns dns = new ScriptedDns("127.0.0.1");
  private final List<TargetServer> servers = new ArrayList<>();
  private final List<Misfortune> all = new ArrayList<>();

  Misfortunes() {
    goodFortune();
    connecting();
    securing();
    exchanging();
    redirecting();
    timesUp();
    resolving();
  }

  List<Misfortune> all() {
    return all;
  }

  /** Makes the names known to a prober. */
  void prepare(ProberFixture probe) {
    probe.egress.answer("no.test", new Admission.Refused("10.0.0.1", "Not allowed.", -1));
    probe.egress.hang("hang.test");
    probe.egress.pass(
        ASKED,
        new NettyEgress(
            probe.eventLoop(),
            EgressPolicy.of(List.of("127.0.0.0/8"), List.of()),
            List.of(dns.address()),
            ForkJoinPool.commonPool()));
  }

  /** Connections that the servers still have open. */
  int openConnections() {
    return servers.stream().mapToInt(TargetServer::openConnections).sum();
  }

  void forgetRequests() {
    servers.forEach(TargetServer::forgetRequests);
  }

  @Override
  public void close() {
    servers.forEach(TargetServer::close);
    deaf.close();
    dns.close();
  }

  private void goodFortune() {
    fine(plain("ok.test", with -> with.serveOk("fine")));
    fine(tls("ok.test", with -> with.serveOk("fine")));
    Specs once =
        plain(
            "ok.test",
            with -> {
              with.request();
              with.ok("once");
            });
    all.add(new Misfortune(once, BUDGET, EnumSet.of(REQUEST_STALE_CONNECTION), true));
  }

  private void connecting() {
    fails(Specs.of("http://x.test:" + TargetServer.closedPort() + "/"), CONNECT_REFUSED);
    fails(Specs.of(deaf.url("x.test", "/")).timeoutsMs(100, 2_000, 2_000, 4_000), CONNECT_TIMEOUT);
    hurried(Specs.of(deaf.url("x.test", "/")), CONNECT_TIMEOUT);
  }

  private void securing() {
    fails(tls("bad.test", with -> with.serveOk("fine")), TLS_UNTRUSTED_ROOT);
    fails(
        raw(
            with -> {
              with.firstByte();
              with.send("HTTP/1.1 400 Bad Request\r\n\r\n");
              with.drain();
            }),
        TLS_NOT_TLS);
    fails(raw(Misfortunes::reset), TLS_RESET);
    fails(raw(Conversation::firstByte), TLS_CLOSED, TLS_RESET);
    fails(raw(with -> alert(with, 40)), TLS_NO_COMMON_CIPHER);
    fails(raw(with -> alert(with, 70)), TLS_PROTOCOL_VERSION);
    fails(raw(with -> alert(with, 80)), TLS_ALERT);
    fails(raw(with -> alert(with, 112)), TLS_UNRECOGNIZED_NAME);
    fails(raw(Conversation::drain).timeoutsMs(2_000, 100, 2_000, 4_000), TLS_HANDSHAKE_TIMEOUT);
    hurried(raw(Conversation::drain), TLS_HANDSHAKE_TIMEOUT, CONNECT_TIMEOUT);
  }

  private void exchanging() {
    fails(plain("x.test", Misfortunes::reset), RESPONSE_RESET, REQUEST_RESET);
    fails(plain("x.test", Conversation::request), RESPONSE_CLOSED, RESPONSE_RESET);
    fails(plain("x.test", Misfortunes::cutOff), RESPONSE_TRUNCATED, REQUEST_STALE_CONNECTION);
    fails(answering("NOT HTTP AT ALL\r\n\r\n"), RESPONSE_MALFORMED);
    fails(
        answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        RESPONSE_MALFORMED);
    fails(
        answering("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + "x".repeat(4000))
            .maxBody(100),
        RESPONSE_BODY_TOO_LARGE);
    fails(plain("x.test", Misfortunes::endless).maxBody(20_000), RESPONSE_BODY_TOO_LARGE);
    fails(
        answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nzzzz")
            .assertions(new Assertion.Body(new Assertion.TextTest.Contains("x"), Severity.DOWN)),
        RESPONSE_ENCODING);
  }

  private void redirecting() {
    fails(
        answering("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"),
        REDIRECT_LOOP);
    fails(
        answering("HTTP/1.1 302 Found\r\nLocation: http://no.test/\r\nContent-Length: 0\r\n\r\n"),
        EGRESS_DENIED);
  }

  /** In each phase twice: its own time, and that of the attempt. */
  private void timesUp() {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n";
    for (TargetServer.Script stuck :
        List.<TargetServer.Script>of(
            with -> stuck(with, ""),
            with -> stuck(with, head),
            with -> stuck(with, head + "\r\nx"))) {
      FailureClass[] classes = {
        RESPONSE_TIMEOUT, RESPONSE_HEADERS_TIMEOUT, RESPONSE_BODY_TIMEOUT, CONNECT_TIMEOUT
      };
      Specs specs = plain("x.test", stuck);
      hurried(specs, REQUEST_TIMEOUT, classes);
      all.add(
          new Misfortune(
              plain("x.test", stuck).timeoutsMs(2_000, 2_000, 100, 4_000),
              HURRY.multipliedBy(3),
              EnumSet.of(REQUEST_TIMEOUT, classes),
              false));
    }
    hurried(
        plain("x.test", with -> with.pause(HURRY.multipliedBy(5)))
            .method("POST", "x".repeat(4_000_000)),
        REQUEST_TIMEOUT,
        REQUEST_RESET,
        RESPONSE_TIMEOUT,
        CONNECT_TIMEOUT);
    fails(Specs.of("http://hang.test/"), DNS_TIMEOUT);
    hurried(Specs.of("http://hang.test/"), DNS_TIMEOUT);
  }

  /** The test and its DNS server share their processors, so any answer may be too late. */
  private void resolving() {
    TargetServer server = started(TargetServer.plain(with -> with.serveOk("fine")));
    dns.addresses("fine" + ASKED, 0, "127.0.0.1");
    dns.addresses("long" + ASKED, 0, "127.0.0.1").truncated("long" + ASKED);
    dns.silent("silent" + ASKED).garbage("garbage" + ASKED).empty("empty" + ASKED);
    dns.code("servfail" + ASKED, DnsResponseCode.SERVFAIL);
    for (String name : List.of("fine", "long")) {
      Specs specs = Specs.of(server.url(name + ASKED, "/"));
      all.add(new Misfortune(specs, BUDGET, EnumSet.of(DNS_TIMEOUT), true));
    }
    fails(Specs.of("http://unknown" + ASKED), DNS_NXDOMAIN, DNS_TIMEOUT);
    fails(Specs.of("http://silent" + ASKED), DNS_TIMEOUT);
    hurried(Specs.of("http://silent" + ASKED), DNS_TIMEOUT);
    fails(Specs.of("http://garbage" + ASKED), DNS_MALFORMED, DNS_TIMEOUT);
    fails(Specs.of("http://empty" + ASKED), DNS_NO_ADDRESS, DNS_TIMEOUT);
    fails(Specs.of("http://servfail" + ASKED), DNS_SERVFAIL, DNS_TIMEOUT);
  }

  private static void stuck(Conversation with, String begun) throws IOException {
    with.request();
    with.send(begun);
    with.drain();
  }

  private static void alert(Conversation with, int number) throws IOException {
    with.firstByte();
    with.send(new byte[] {21, 3, 3, 0, 2, 2, (byte) number});
    with.drain();
  }

  private static void reset(Conversation with) throws IOException {
    with.firstByte();
    with.reset();
  }

  private static void cutOff(Conversation with) throws IOException {
    with.request();
    with.send("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nshort");
  }

  private static void endless(Conversation with) throws IOException {
    with.request();
    with.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (true) {
      with.send("1000\r\n" + "x".repeat(4096) + "\r\n");
    }
  }

  private void fine(Specs specs) {
    all.add(
        new Misfortune(
            specs.timeoutsMs(10_000, 10_000, 10_000, 15_000),
            BUDGET,
            EnumSet.noneOf(FailureClass.class),
            true));
  }

  private void fails(Specs specs, FailureClass first, FailureClass... others) {
    all.add(new Misfortune(specs, BUDGET, EnumSet.of(first, others), false));
  }

  private void hurried(Specs specs, FailureClass first, FailureClass... others) {
    all.add(new Misfortune(specs, HURRY, EnumSet.of(first, others), false));
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
