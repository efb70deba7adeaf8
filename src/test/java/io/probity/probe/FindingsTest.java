package io.probity.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.re2j.Pattern;
import com.jayway.jsonpath.JsonPath;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.Assertion.JsonTest;
import io.probity.endpoint.Assertion.TextTest;
import io.probity.endpoint.Auth;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Severity;
import io.probity.secret.Secret;
import io.probity.testing.Specs;
import io.probity.testing.TestCa;
import io.probity.tls.TlsFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Allowance PLENTY = new Allowance(() -> 0L, Duration.ofSeconds(1));
  private static final Assertion OK = new Assertion.Status(List.of("2xx"), Severity.DOWN);
  private static final Assertion QUEUE =
      new Assertion.Json(JsonPath.compile("$.queue"), new JsonTest.LessThan(10), Severity.DOWN);
  private static final Assertion FAST =
      new Assertion.Latency(Duration.ofMillis(800), Severity.DEGRADED);

  private static Attempt answered(String body) {
    return new Attempt(
        NOW,
        new Timings(-1, 1, 2, 3, 4, 5, 12_300),
        "127.0.0.1",
        new ConnectionFacts(false, 0, 1),
        null,
        new Response(
            200,
            HttpVersion.HTTP_1_1,
            Map.of("via", List.of("a", "b")),
            body.length(),
            body.getBytes(StandardCharsets.UTF_8)),
        null,
        null);
  }

  private static EndpointSpec spec(Assertion... assertions) {
    return Specs.of("https://x.test/").assertions(assertions).spec();
  }

  private static List<Finding> found(Attempt attempt, Assertion... assertions) {
    EndpointSpec spec = spec(assertions);
    Findings findings = new Findings(spec);
    return findings.of(findings.judge(spec, attempt, NOW, PLENTY));
  }

  @Test
  void tellsOfEachAssertionAlsoOfThoseAfterTheFirstThatFailed() {
    assertThat(
            found(
                answered("{\"queue\": 12}"),
                OK,
                QUEUE,
                new Assertion.Body(new TextTest.Contains("ok"), Severity.DOWN),
                new Assertion.Header("Via", new TextTest.Equal("b"), Severity.DOWN),
                new Assertion.Header("Server", new TextTest.Exists(true), Severity.DEGRADED),
                FAST))
        .extracting(
            Finding::source,
            Finding::subject,
            Finding::severity,
            Finding::expected,
            Finding::passed,
            Finding::actual)
        .containsExactly(
            tuple("status", null, Severity.DOWN, "2xx", true, "200"),
            tuple("json", "$['queue']", Severity.DOWN, "less than 10", false, "12"),
            tuple("body", null, Severity.DOWN, "to contain \"ok\"", false, "\"{\"queue\": 12}\""),
            tuple("header", "Via", Severity.DOWN, "\"b\"", true, "\"a, b\""),
            tuple("header", "Server", Severity.DEGRADED, "to be there", false, "missing"),
            tuple("latency", null, Severity.DEGRADED, "less than 800 ms", true, "12.3 ms"));
  }

  @Test
  void theVerdictIsTheSameAsWithout() {
    Attempt attempt = answered("no JSON");
    EndpointSpec spec = spec(QUEUE, OK, new Assertion.Latency(Duration.ZERO, Severity.DEGRADED));
    Attempt judged = new Findings(spec).judge(spec, attempt, NOW, PLENTY);
    assertThat(judged)
        .usingRecursiveComparison()
        .isEqualTo(Assertions.judge(spec, attempt, NOW, PLENTY));
    assertThat(judged.failure().cls()).isEqualTo(FailureClass.ASSERTION_JSON);
  }

  @Test
  void tellsUntilWhenTheCertificateIsValidAndNothingWhereThereIsNone() {
    Assertion week = new Assertion.Certificate(Duration.ofDays(7), Severity.DEGRADED);
    Assertion usual = new Assertion.Certificate(null, Severity.DEGRADED);
    assertThat(found(answered(""), week, usual))
        .extracting(Finding::expected, Finding::passed, Finding::actual)
        .containsExactly(
            tuple("at least 7 days of validity", null, null),
            tuple("a third of its lifetime of validity, at most 14 days", null, null));
    TestCa.Issued leaf = TestCa.root("Findings root").leaf("x.test");
    Attempt plain = answered("");
    Attempt secure =
        new Attempt(
            NOW,
            plain.timings(),
            plain.address(),
            plain.connection(),
            new TlsFacts(leaf.chain(), "TLSv1.3", "TLS_AES_128_GCM_SHA256", null),
            plain.response(),
            null,
            null);
    assertThat(found(secure, week))
        .singleElement()
        .returns(true, Finding::passed)
        .returns("valid until " + leaf.chain().get(0).getNotAfter().toInstant(), Finding::actual);
  }

  @Test
  void judgesNothingWhereNoResponseCame() {
    EndpointSpec spec = spec(OK, QUEUE);
    Findings findings = new Findings(spec);
    findings.judge(spec, answered("{\"queue\": 1}"), NOW, PLENTY);
    Attempt refused =
        answered("").judged(Failure.of(FailureClass.CONNECT_REFUSED, "Refused."), null);
    assertThat(findings.of(findings.judge(spec, refused, NOW, PLENTY)))
        .hasSize(2)
        .allMatch(each -> each.passed() == null && each.actual() == null);
  }

  @Test
  void doesNotSayOfWhatTookTooLongThatItPassed() {
    AtomicLong clock = new AtomicLong();
    Allowance spent = new Allowance(() -> clock.getAndAdd(1_000_000_000), Duration.ofMillis(1));
    Assertion costly =
        new Assertion.Body(new TextTest.Matches(Pattern.compile("a.*b")), Severity.DOWN);
    EndpointSpec spec = spec(costly, OK);
    Findings findings = new Findings(spec);
    assertThat(findings.of(findings.judge(spec, answered("ab"), NOW, spent)))
        .extracting(Finding::passed)
        .containsExactly(null, true);
  }

  @Test
  void tellsNoCredentialsAndIsBounded() {
    EndpointSpec spec =
        Specs.of("https://x.test/")
            .auth(new Auth.Bearer(new Secret("t0ken-t0ken-t0ken")))
            .assertions(
                new Assertion.Body(new TextTest.Contains("t0ken-t0ken-t0ken"), Severity.DOWN),
                new Assertion.Header("t0ken-t0ken-t0ken", new TextTest.Exists(true), Severity.DOWN))
            .spec();
    Findings findings = new Findings(spec);
    Attempt echo = answered("x".repeat(190) + "t0ken-t0ken-t0ken" + "x".repeat(5_000));
    List<Finding> found = findings.of(findings.judge(spec, echo, NOW, PLENTY));
    assertThat(found.toString()).doesNotContain("t0k").contains("xxx***…").hasSizeLessThan(700);
    assertThat(found).extracting(Finding::passed).containsExactly(true, false);
    assertThat(findings.of(echo).toString()).doesNotContain("t0k");
  }

  @Test
  void isWrittenWithANameForWhatItLookedAt() {
    assertThat(ProbeJson.finding(found(answered("{\"queue\": 1}"), QUEUE).get(0)).toString())
        .isEqualTo(
            "{\"source\":\"json\",\"subject\":\"$['queue']\",\"severity\":\"down\","
                + "\"expected\":\"less than 10\",\"passed\":true,\"actual\":\"1\"}");
  }
}
