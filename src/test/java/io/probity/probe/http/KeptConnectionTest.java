package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.testing.Conversation;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one check leaves on a connection is not taken for the answer to the next. */
class KeptConnectionTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";

  private final ProberFixture probe = new ProberFixture();

  @AfterEach
  void stop() {
    probe.close();
  }

  /** Answers each request with the same bytes. */
  private static TargetServer.Script each(String answer) {
    return with -> {
      while (true) {
        with.request();
        with.send(answer);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nfine",
        "HTTP/1.1 204 No Content\r\n\r\nnot empty",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine\r\n",
        OK + OK,
        OK + "HTTP/1.1 40"
      })
  void moreThanAResponseSpoilsOnlyTheConnection(String answer) {
    TestCa.Issued identity = TestCa.root("Kept root").leaf("x.test");
    for (boolean tls : new boolean[] {false, true}) {
      try (TargetServer server =
          tls ? TargetServer.tls(identity, each(answer)) : TargetServer.plain(each(answer))) {
        Specs specs = Specs.of(server.url("x.test", "/"));
        for (int i = 0; i < 3; i++) {
          Attempt attempt = probe.pooled(specs);
          assertThat(attempt.failure()).isNull();
          assertThat(attempt.connection().reused()).isFalse();
        }
        assertThat(probe.idle()).isZero();
      }
    }
  }

  @Test
  void aSecondResponseIsNotTheRedirectsAnswer() {
    String twice =
        "HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n"
            + "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n";
    TargetServer.Script script =
        with -> {
          while (true) {
            Conversation.Request request = with.request();
            with.send(request.target().equals("/next") ? OK : twice);
          }
        };
    try (TargetServer server = TargetServer.plain(script)) {
      Attempt attempt = probe.pooled(Specs.of(server.url("x.test", "/")));
      assertThat(attempt.failure()).isNull();
      assertThat(attempt.response().status()).isEqualTo(200);
    }
  }

  @Test
  void whatIsSaidIntoTheSilenceEndsTheConnection() {
    TargetServer.Script talkative =
        with -> {
          with.request();
          with.send(OK);
          Awaitility.await().until(() -> probe.idle() == 1);
          with.send("HTTP/1.1 4");
          with.drain();
        };
    try (TargetServer server = TargetServer.plain(talkative)) {
      assertThat(probe.pooled(Specs.of(server.url("x.test", "/"))).failure()).isNull();
      Awaitility.await().until(() -> probe.idle() == 0);
    }
  }

  @Test
  void anEditedEndpointSendsWhatItSaysNow() {
    List<Map<String, String>> seen = new CopyOnWriteArrayList<>();
    TargetServer.Script script =
        with -> {
          while (true) {
            seen.add(with.request().headers());
            with.send(OK);
          }
        };
    try (TargetServer server = TargetServer.plain(script)) {
      Specs specs = Specs.of(server.url("x.test", "/"));
      Endpoint before = specs.headers(Map.of("X-Key", "old")).endpoint(1);
      Endpoint after = specs.headers(Map.of("X-Key", "new")).endpoint(1);
      for (Endpoint each : List.of(before, before, after)) {
        assertThat(probe.attempt(each, ConnectionMode.POOLED).failure()).isNull();
      }
      assertThat(probe.attempt(after, ConnectionMode.FRESH).failure()).isNull();
    }
    assertThat(seen)
        .extracting(each -> each.get("x-key"))
        .containsExactly("old", "old", "new", "new");
    assertThat(seen)
        .extracting(each -> each.get("connection"))
        .containsExactly(null, null, null, "close");
  }
}
