package io.probity.check;

import static io.probity.check.GuardedProbe.endings;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.ConnectionMode;
import io.probity.net.Admission;
import io.probity.net.Egress;
import io.probity.net.Family;
import io.probity.net.LoopbackEgress;
import io.probity.probe.Attempt;
import io.probity.testing.Conversation;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No target receives a POST or PATCH of one check twice, whatever it does; what was never sent is
 * repeated like any other. Targets that count.
 */
class SentOnceTest {
  private static final TestCa.Issued SERVER = TestCa.root("Once root").leaf("x.test");

  /** The type of an encrypted record of TLS 1.3. */
  private static final int APPLICATION_DATA = 23;

  private final LoopbackEgress names = new LoopbackEgress();
  private final GuardedProbe probe = new GuardedProbe(names);

  @AfterEach
  void close() {
    probe.close();
  }

  private static Specs writing(String method, TargetServer server) {
    return Specs.of(server.url("x.test", "/pay"))
        .method(method, "amount=1")
        .timeoutsMs(2_000, 2_000, 300, 5_000);
  }

  private List<Attempt> check(Specs specs) {
    return probe.check(specs.endpoint());
  }

  /** Serves well, but for the first connection. */
  private static TargetServer.Script first(TargetServer.Script script) {
    AtomicInteger connections = new AtomicInteger();
    return with -> {
      if (connections.getAndIncrement() == 0) {
        script.serve(with);
      } else {
        with.serveOk("fine");
      }
    };
  }

  private void assertReceivedOnce(TargetServer.Script script, String ending) {
    for (String method : List.of("POST", "PATCH")) {
      try (TargetServer server = TargetServer.plain(first(script))) {
        assertThat(endings(check(writing(method, server)))).containsExactly(ending);
        assertThat(server.connections()).as("connections of a %s", method).isEqualTo(1);
        assertThat(server.requests()).hasSize(1);
      }
    }
    try (TargetServer server = TargetServer.plain(first(script))) {
      assertThat(endings(check(writing("GET", server))))
          .as("a GET is repeated after the same")
          .containsExactly(ending, "up");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void resetAfterTheRequest() {
    assertReceivedOnce(
        with -> {
          with.request();
          with.reset();
        },
        "response.reset");
  }

  @Test
  void closedAfterTheRequest() {
    assertReceivedOnce(Conversation::request, "response.closed");
  }

  @Test
  void aResponseThatBreaksOff() {
    assertReceivedOnce(
        with -> {
          with.request();
          with.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour");
        },
        "response.truncated");
  }

  @Test
  void aResponseThatDoesNotCome() {
    assertReceivedOnce(
        with -> {
          with.request();
          with.silence();
        },
        "response.timeout");
  }

  @Test
  void aServerErrorAndTheWishToBeLeftAlone() {
    assertReceivedOnce(
        with -> {
          with.request();
          with.respond("503 Service Unavailable", "Connection: close", "");
        },
        "status.5xx");
    assertReceivedOnce(
        with -> {
          with.request();
          with.respond("429 Too Many Requests", "Retry-After: 0", "");
        },
        "status.429");
  }

  @Test
  void aRequestThatIsResetUnread() {
    TargetServer.Script script =
        with -> {
          with.firstByte();
          with.reset();
        };
    try (TargetServer server = TargetServer.plain(first(script))) {
      List<Attempt> attempts = check(writing("POST", server));
      assertThat(endings(attempts)).containsExactly("response.reset");
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aRequestThatIsResetHalfWay() {
    TargetServer.Script script =
        with -> {
          with.read(1_000);
          with.reset();
        };
    try (TargetServer server = TargetServer.plain(first(script))) {
      Specs large = writing("POST", server).method("POST", "x".repeat(8 << 20));
      assertThat(check(large)).hasSize(1);
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH"})
  void aHandshakeThatIsResetHasSentNothing(String method) {
    TargetServer.Script script =
        first(
            with -> {
              with.firstByte();
              with.reset();
            });
    TargetServer.Script secured =
        with -> {
          with.secure(TargetServer.contextOf(SERVER), socket -> {});
          with.serveOk("fine");
        };
    AtomicInteger connections = new AtomicInteger();
    try (TargetServer server =
        TargetServer.rawTls(
            with -> (connections.getAndIncrement() == 0 ? script : secured).serve(with))) {
      assertThat(endings(check(writing(method, server)))).containsExactly("tls.reset", "up");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH"})
  void aConnectionThatIsRefusedHasSentNothing(String method) {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"));
        GuardedProbe later = new GuardedProbe(new RefusedAtFirst(server.port()))) {
      List<Attempt> attempts = later.check(writing(method, server).endpoint());
      assertThat(endings(attempts)).containsExactly("connect.refused", "up");
      assertThat(server.requests()).hasSize(1);
    }
  }

  /** Leads to a port where nobody listens, once. */
  private static final class RefusedAtFirst implements Egress {
    private final LoopbackEgress first = new LoopbackEgress();
    private final LoopbackEgress then = new LoopbackEgress();
    private final AtomicInteger asked = new AtomicInteger();

    RefusedAtFirst(int port) {
      first.ports("x.test", TargetServer.closedPort());
      then.ports("x.test", port);
    }

    @Override
    public CompletionStage<Admission> admit(String host, int port, Family family, Duration time) {
      return (asked.getAndIncrement() == 0 ? first : then).admit(host, port, family, time);
    }

    @Override
    public String refusalOfLiteral(String host) {
      return null;
    }
  }

  @Test
  void aPooledConnectionIsNotUsedWhereItMightBeStale() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Specs specs = Specs.of(server.url("x.test", "/pay")).connection(ConnectionMode.POOLED);
      check(specs);
      assertThat(check(specs).get(0).reused()).as("a GET").isTrue();
      for (String method : List.of("POST", "PATCH", "POST")) {
        List<Attempt> attempts = check(specs.method(method, "amount=1"));
        assertThat(endings(attempts)).containsExactly("up");
        assertThat(attempts.get(0).reused()).as(method).isFalse();
      }
      assertThat(server.connections()).isEqualTo(4);
      assertThat(server.requests()).hasSize(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"307 Temporary Redirect", "308 Permanent Redirect", "303 See Other"})
  void aHopThatWasSentIsNotRepeatedForTheFailureOfTheNext(String status) {
    String next = "http://next.test:" + TargetServer.closedPort() + "/";
    TargetServer.Script script =
        with -> {
          while (true) {
            with.request();
            with.respond(status, "Location: " + next, "");
          }
        };
    try (TargetServer server = TargetServer.plain(script)) {
      assertThat(endings(check(writing("POST", server)))).containsExactly("connect.refused");
      assertThat(server.requests()).hasSize(1);
      assertThat(check(writing("GET", server))).as("of a GET").hasSize(3);
      assertThat(server.requests()).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH"})
  void aLateAlertOfTls13ComesAfterTheRequest(String method) {
    try (TargetServer inner = TargetServer.tls(SERVER, with -> with.serveOk("fine"));
        TargetServer server = TargetServer.rawTls(with -> damageTheRequest(with, inner.port()))) {
      assertThat(endings(check(writing(method, server)))).containsExactly("tls.alert");
      assertThat(server.connections()).isEqualTo(1);
      assertThat(endings(check(writing("GET", server).attempts(2))))
          .as("a GET is repeated after the same")
          .containsExactly("tls.alert", "tls.alert");
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  /** The second encrypted record of a client is its request; the first ends the handshake. */
  private static void damageTheRequest(Conversation with, int port) throws IOException {
    try (Socket inner = new Socket("127.0.0.1", port)) {
      Thread back = new Thread(() -> passOn(inner, with), "answers");
      back.setDaemon(true);
      back.start();
      int encrypted = 0;
      while (true) {
        byte[] head = with.read(5);
        byte[] content = with.read(((head[3] & 0xFF) << 8) | (head[4] & 0xFF));
        if (head[0] == APPLICATION_DATA && ++encrypted == 2) {
          content[content.length - 1] ^= 1;
        }
        inner.getOutputStream().write(head);
        inner.getOutputStream().write(content);
      }
    }
  }

  private static void passOn(Socket from, Conversation to) {
    byte[] bytes = new byte[16 * 1024];
    try {
      for (int count = 0; count >= 0; count = from.getInputStream().read(bytes)) {
        to.sendRaw(Arrays.copyOf(bytes, count));
      }
    } catch (IOException over) {
      Thread.currentThread().interrupt();
    }
  }
}
