package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;

import com.fasterxml.jackson.databind.node.IntNode;
import com.jayway.jsonpath.JsonPath;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.Severity;
import io.probity.probe.FailureClass;
import io.probity.testing.Conversation;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Complete responses that are not what they should be. The targets send back what they were sent,
 * secrets and all.
 */
final class ResponseScenarios {
  private ResponseScenarios() {}

  static Map<FailureClass, Scenario> all() {
    Map<FailureClass, Scenario> all = new EnumMap<>(FailureClass.class);
    all.put(REDIRECT_TOO_MANY, redirects("/{n}{query}", "5"));
    all.put(REDIRECT_LOOP, redirects("/p{query}", "/p?token="));
    all.put(REDIRECT_INVALID, redirects("https://a b/{query}", "302"));
    all.put(REDIRECT_DENIED, redirects("ftp://x.test/{query}", "ftp"));
    all.put(STATUS_4XX, status("404 Not Found", "404"));
    all.put(STATUS_5XX, status("503 Service Unavailable", "503"));
    all.put(STATUS_429, status("429 Too Many Requests", "429"));
    all.put(STATUS_UNEXPECTED, status("299 Odd", "299"));
    Assertion.TextTest fine = new Assertion.TextTest.Contains("fine");
    all.put(
        ASSERTION_HEADER, asserts(new Assertion.Header("X-Echo", fine, Severity.DOWN), "X-Echo"));
    all.put(ASSERTION_BODY, asserts(new Assertion.Body(fine, Severity.DOWN), "fine"));
    all.put(
        ASSERTION_JSON,
        asserts(
            new Assertion.Json(
                JsonPath.compile("$.seen"),
                new Assertion.JsonTest.Equal(IntNode.valueOf(7)),
                Severity.DOWN),
            "7"));
    all.put(
        ASSERTION_LATENCY,
        asserts(new Assertion.Latency(Duration.ofNanos(500_000), Severity.DOWN), "0.5 ms"));
    all.put(
        ASSERTION_CERTIFICATE,
        asserts(new Assertion.Certificate(Duration.ofDays(400), Severity.DOWN), "400 days"));
    return all;
  }

  private static Scenario redirects(String location, String named) {
    return stage -> {
      TargetServer.Script script =
          with -> {
            for (int n = 0; ; n++) {
              String target = with.request().target();
              String query = target.substring(target.indexOf('?'));
              String to = location.replace("{n}", "" + n).replace("{query}", query);
              with.respond("302 Found", "Location: " + to, "");
            }
          };
      return new Scenario.Played(stage.pooled(stage.at(stage.secure(script))), List.of(named));
    };
  }

  private static Scenario status(String status, String named) {
    return asserts(status, new Assertion.Status(List.of("200"), Severity.DOWN), named);
  }

  private static Scenario asserts(Assertion assertion, String named) {
    return asserts("200 OK", assertion, named);
  }

  private static Scenario asserts(String status, Assertion assertion, String named) {
    return stage -> {
      Specs specs = stage.at(stage.secure(with -> echo(with, status))).assertions(assertion);
      return new Scenario.Played(stage.fresh(specs), List.of(named));
    };
  }

  private static void echo(Conversation with, String status) throws IOException {
    Conversation.Request request = with.request();
    String heard =
        request.headers().get("authorization")
            + " "
            + request.headers().get("x-api-key")
            + " "
            + request.target();
    with.respond(status, "X-Echo: " + heard, "{\"seen\":\"" + heard + "\"}");
    with.drain();
  }
}
