package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.check.Rejudgement.Judged;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointSpec;
import io.probity.history.PastAttempt;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.Samples;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejudgementTest {
  private static final EndpointCodec CODEC =
      new EndpointCodec(() -> Duration.ofSeconds(1), host -> null);

  /** Bounds are words such as {@code <100ms} (down) and {@code ~50ms} (degraded). */
  private static EndpointSpec spec(String method, int maxAttempts, String bounds) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("url", "http://h.example/").put("method", method);
    json.putObject("retry").put("maxAttempts", maxAttempts);
    for (String each : bounds.isBlank() ? new String[0] : bounds.trim().split(" ")) {
      json.withArray("assertions")
          .addObject()
          .put("source", "latency")
          .put("below", each.substring(1))
          .put("severity", each.charAt(0) == '~' ? "degraded" : "down");
    }
    return CODEC.read(json, null);
  }

  private static CheckSummary check(String verdict, String cls, int attempts, int totalMs) {
    Failure failure =
        cls.equals("-") ? null : Failure.of(FailureClass.ofWireName(cls).orElseThrow(), "");
    return new CheckSummary(
        Samples.AT,
        Trigger.SCHEDULE,
        Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)),
        failure,
        null,
        null,
        null,
        false,
        attempts,
        0,
        Samples.timings(totalMs * 1_000),
        0);
  }

  private static String doubts(Doubts doubts) {
    String kinds =
        doubts.entries().stream()
            .map(each -> each.doubt().wireName())
            .collect(Collectors.joining(" "));
    return kinds.isEmpty() ? "-" : kinds;
  }

  private static String shown(Judged judged) {
    return judged.verdict().wireName()
        + (judged.cls() == null ? "" : " " + judged.cls().wireName());
  }

  @ParameterizedTest
  @CsvSource({
    // own bounds, those asked for, verdict, class, total in ms: what it comes to, doubts
    "'',       '',        up,       -,                   900, up, -",
    "'',       <100ms,    up,       -,                    99, up, -",
    "'',       <100ms,    up,       -,                   100, down assertion.latency, attempts-not-made",
    "'',       ~100ms,    up,       -,                   100, degraded assertion.latency, -",
    "'',       '~50ms <100ms', up,  -,                    60, degraded assertion.latency, -",
    "'',       '~50ms <100ms', up,  -,                   160, down assertion.latency, attempts-not-made",
    "'',       ~100ms,    degraded, assertion.header,    100, degraded assertion.header, -",
    "'',       <100ms,    degraded, assertion.header,    100, down assertion.latency, attempts-not-made",
    "'',       <100ms,    down,     status.4xx,          900, down status.4xx, -",
    "'',       <100ms,    down,     connect.refused,       1, down connect.refused, attempts-not-made",
    "'',       <100ms,    unknown,  monitor.overloaded,  900, unknown monitor.overloaded, -",
    "~100ms,   ~200ms,    degraded, assertion.latency,   150, up, -",
    "~100ms,   ~200ms,    degraded, assertion.latency,   250, degraded assertion.latency, -",
    "~100ms,   '',        degraded, assertion.latency,   250, up, -",
    "~100ms,   ~100ms,    degraded, assertion.latency,   150, degraded assertion.latency, -"
  })
  void judgesByOtherLatencies(
      String own,
      String asked,
      String verdict,
      String cls,
      int totalMs,
      String becomes,
      String why) {
    Doubts doubts = new Doubts();
    Judged judged =
        new Rejudgement(spec("GET", 1, own), spec("GET", 3, asked), doubts)
            .of(check(verdict, cls, 1, totalMs), null);
    assertThat(shown(judged)).isEqualTo(becomes);
    assertThat(doubts(doubts)).isEqualTo(why);
  }

  @ParameterizedTest
  @CsvSource({
    // attempts made (class or - if passed), own and asked maxAttempts: what it comes to, doubts
    "'status.5xx -',                    3, 1, down status.5xx, -",
    "'status.5xx -',                    3, 2, up, -",
    "'status.5xx status.5xx -',         3, 2, down status.5xx, -",
    "'status.5xx status.5xx',           2, 3, down status.5xx, attempts-not-made",
    "'status.5xx status.5xx',           3, 4, down status.5xx, -",
    "'status.4xx',                      1, 3, down status.4xx, -",
    "'dns.nxdomain',                    1, 3, down dns.nxdomain, attempts-not-made",
    "'dns.nxdomain dns.nxdomain',       2, 3, down dns.nxdomain, -",
    "'request.stale_connection -',      3, 1, up, -",
    "'request.stale_connection status.5xx -', 3, 1, down status.5xx, -",
    "'status.5xx monitor.overloaded',   3, 1, down status.5xx, -"
  })
  void cutsAndMissesAttempts(String made, int own, int asked, String becomes, String why) {
    List<PastAttempt> attempts =
        Arrays.stream(made.split(" "))
            .map(each -> new PastAttempt(FailureClass.ofWireName(each).orElse(null), 1_000))
            .toList();
    FailureClass last = attempts.get(attempts.size() - 1).failure();
    CheckSummary check =
        check(
            last == null ? "up" : last.ours() ? "unknown" : "down",
            last == null ? "-" : last.wireName(),
            attempts.size(),
            1);
    Doubts doubts = new Doubts();
    Judged judged =
        new Rejudgement(spec("GET", own, ""), spec("GET", asked, ""), doubts).of(check, attempts);
    assertThat(shown(judged)).isEqualTo(becomes);
    assertThat(doubts(doubts)).isEqualTo(why);
  }

  @Test
  void takesTheFirstAttemptThatIsFastEnough() {
    List<PastAttempt> attempts =
        List.of(
            new PastAttempt(FailureClass.ASSERTION_LATENCY, 150_000),
            new PastAttempt(FailureClass.CONNECT_REFUSED, 1_000));
    Doubts doubts = new Doubts();
    Rejudgement other = new Rejudgement(spec("GET", 2, "<100ms"), spec("GET", 2, "<200ms"), doubts);
    assertThat(shown(other.of(check("down", "connect.refused", 2, 1), attempts))).isEqualTo("up");
  }

  @Test
  void saysWhereAttemptsWereNotKept() {
    Doubts doubts = new Doubts();
    Rejudgement other = new Rejudgement(spec("GET", 3, ""), spec("GET", 1, ""), doubts);
    assertThat(shown(other.of(check("up", "-", 2, 1), null))).isEqualTo("up");
    assertThat(doubts(doubts)).isEqualTo("attempts-not-kept");
  }

  @Test
  void expectsNoRepetitionOfWhatMayHaveBeenSent() {
    Doubts doubts = new Doubts();
    Rejudgement other = new Rejudgement(spec("POST", 1, ""), spec("POST", 3, ""), doubts);
    other.of(check("down", "status.5xx", 1, 1), null);
    assertThat(doubts(doubts)).isEqualTo("-");
    other.of(check("down", "connect.refused", 1, 1), null);
    assertThat(doubts(doubts)).isEqualTo("attempts-not-made");
  }
}
