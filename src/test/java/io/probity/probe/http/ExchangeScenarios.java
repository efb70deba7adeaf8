package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;

import io.probity.endpoint.Assertion;
import io.probity.endpoint.Severity;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.testing.Conversation;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLParameters;

/** Requests and responses that break, all over TLS. */
final class ExchangeScenarios {
  private static final String LARGE = "x".repeat(8_000_000);
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
  private static final Assertion READS =
      new Assertion.Body(new Assertion.TextTest.Contains("fine"), Severity.DOWN);

  private ExchangeScenarios() {}

  static Map<FailureClass, Scenario> all() {
    Map<FailureClass, Scenario> all = new EnumMap<>(FailureClass.class);
    requests(all);
    timeouts(all);
    breaks(all);
    contents(all);
    return all;
  }

  private static void requests(Map<FailureClass, Scenario> all) {
    all.put(
        REQUEST_TIMEOUT,
        does(
            with -> with.silence(),
            specs -> specs.method("POST", LARGE).timeoutsMs(5_000, 5_000, 3_000, 10_000)));
    all.put(
        REQUEST_RESET,
        does(
            with -> {
              with.receive(1);
              with.pause(Duration.ofMillis(100));
              with.reset();
            },
            specs -> specs.method("POST", LARGE)));
    all.put(REQUEST_STALE_CONNECTION, ExchangeScenarios::stale);
  }

  private static void timeouts(Map<FailureClass, Scenario> all) {
    all.put(RESPONSE_TIMEOUT, answers(with -> with.silence(), ExchangeScenarios::hurried));
    all.put(RESPONSE_HEADERS_TIMEOUT, stalls("HTTP/1.1 200 OK\r\nA: b"));
    all.put(RESPONSE_BODY_TIMEOUT, stalls(HEAD + "123"));
  }

  private static void breaks(Map<FailureClass, Scenario> all) {
    all.put(RESPONSE_CLOSED, answers(with -> with.send("HTTP/1.1 200 OK\r\n")));
    all.put(
        RESPONSE_RESET,
        answers(
            with -> {
              with.send(HEAD + "123");
              with.pause(Duration.ofMillis(100));
              with.reset();
            }));
    all.put(RESPONSE_TRUNCATED, answers(with -> with.send(HEAD + "123"), same(), "3 bytes"));
    all.put(RESPONSE_STREAM_RESET, ExchangeScenarios::streamReset);
    all.put(RESPONSE_MALFORMED, says("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
  }

  private static void contents(Map<FailureClass, Scenario> all) {
    all.put(
        RESPONSE_HEADERS_TOO_LARGE,
        says("HTTP/1.1 200 OK\r\nA: " + "x".repeat(70_000) + "\r\n\r\n", "64 KiB"));
    all.put(
        RESPONSE_BODY_TOO_LARGE,
        answers(
            with -> {
              with.ok("x".repeat(2_000));
              with.drain();
            },
            specs -> specs.maxBody(1_000),
            "1000 bytes"));
    all.put(
        RESPONSE_ENCODING,
        answers(
            with -> {
              with.respond("200 OK", "Content-Encoding: gzip", "not zipped");
              with.drain();
            },
            specs -> specs.assertions(READS),
            "gzip"));
  }

  private static Scenario.Played stale(Stage stage) {
    TargetServer server =
        stage.secure(
            with -> {
              with.request();
              with.ok("once");
              with.request();
              with.reset();
            });
    stage.pooled(stage.at(server));
    return new Scenario.Played(stage.pooled(stage.at(server)), List.of(Stage.peer(server)));
  }

  /** Speaks just enough HTTP/2 (RFC 9113) to reset the first stream. */
  private static Scenario.Played streamReset(Stage stage) {
    TargetServer server =
        stage.secure(
            socket -> {
              SSLParameters parameters = socket.getSSLParameters();
              parameters.setApplicationProtocols(new String[] {"h2"});
              socket.setSSLParameters(parameters);
            },
            with -> {
              with.send(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
              byte[] stream = streamOfRequest(with);
              with.send(new byte[] {0, 0, 4, 3, 0, stream[0], stream[1], stream[2], stream[3]});
              with.send(new byte[] {0, 0, 0, 11});
              with.drain();
            });
    return new Scenario.Played(
        stage.fresh(stage.at(server)), List.of(Stage.peer(server), "error code 11"));
  }

  /** Passes over the preface and the frames before the first HEADERS. */
  private static byte[] streamOfRequest(Conversation with) throws IOException {
    with.receive(24);
    while (true) {
      byte[] head = with.receive(9);
      with.receive((head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff);
      if (head[3] == 1) {
        return new byte[] {head[5], head[6], head[7], head[8]};
      }
    }
  }

  private static Scenario stalls(String beginning) {
    return answers(
        with -> {
          with.send(beginning);
          with.silence();
        },
        ExchangeScenarios::hurried);
  }

  private static Scenario says(String text, String... named) {
    return answers(
        with -> {
          with.send(text);
          with.drain();
        },
        same(),
        named);
  }

  private static Specs hurried(Specs specs) {
    return specs.timeoutsMs(5_000, 5_000, 1_000, 4_000);
  }

  private static UnaryOperator<Specs> same() {
    return specs -> specs;
  }

  private static Scenario answers(TargetServer.Script then) {
    return answers(then, same());
  }

  private static Scenario answers(
      TargetServer.Script then, UnaryOperator<Specs> specs, String... named) {
    return does(
        with -> {
          with.request();
          then.serve(with);
        },
        specs,
        named);
  }

  private static Scenario does(
      TargetServer.Script script, UnaryOperator<Specs> specs, String... named) {
    return stage -> {
      TargetServer server = stage.secure(script);
      List<String> all = new ArrayList<>(List.of(named));
      if (named.length == 0) {
        all.add(Stage.peer(server));
      }
      Attempt attempt = stage.fresh(specs.apply(stage.at(server)));
      return new Scenario.Played(attempt, all);
    };
  }
}
