package io.probity.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AssertionsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  /** Every character keeps a thousand states alive. */
  private static final Pattern COSTLY = Pattern.compile("(x|.|[^y]){1000}y");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String DOCUMENT =
      """
      {"status":"UP","queue":12,"ratio":1.50,"none":null,
       "parts":[{"name":"db","up":true},{"name":"mq","up":false}]}""";

  private static Attempt attempt(int status, String body, TlsFacts tls) {
    return new Attempt(
        NOW,
        new Timings(-1, 1, 2, 3, 4, 5, 500_000),
        "127.0.0.1",
        new ConnectionFacts(false, 0, 1),
        tls,
        new Response(
            status,
            HttpVersion.HTTP_1_1,
            Map.of("content-type", List.of("application/json"), "via", List.of("a", "b")),
            body.length(),
            body.getBytes(StandardCharsets.UTF_8)),
        null,
        null);
  }

  private static Attempt judge(Attempt attempt, Assertion... assertions) {
    return judge(new Allowance(() -> 0L, Duration.ofSeconds(1)), attempt, assertions);
  }

  private static Attempt judge(Allowance time, Attempt attempt, Assertion... assertions) {
    return Assertions.judge(
        Specs.of("https://x.test/").assertions(assertions).spec(), attempt, NOW, time);
  }

  private static Failure failureOf(Assertion assertion) {
    return judge(attempt(200, DOCUMENT, null), assertion).failure();
  }

  @ParameterizedTest
  @CsvSource({
    "200, 2xx, ",
    "304, 304, ",
    "304, 2xx, STATUS_UNEXPECTED",
    "404, 2xx, STATUS_4XX",
    "429, 2xx, STATUS_429",
    "503, 2xx, STATUS_5XX",
    "503, 503, ",
    "101, 2xx, STATUS_UNEXPECTED"
  })
  void aStatusFailsByItsValue(int status, String expected, FailureClass cls) {
    Assertion assertion = new Assertion.Status(List.of(expected), Severity.DOWN);
    Failure failure = judge(attempt(status, "", null), assertion).failure();
    assertThat(failure == null ? null : failure.cls()).isEqualTo(cls);
    if (failure != null) {
      assertThat(failure.detail()).contains("" + status).contains(expected);
      assertThat(failure.evidence()).containsEntry("actual", status);
    }
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of(new TextTest.Equal("application/json"), true),
        Arguments.of(new TextTest.Equal("json"), false),
        Arguments.of(new TextTest.Contains("json"), true),
        Arguments.of(new TextTest.Contains("html"), false),
        Arguments.of(new TextTest.NotContains("html"), true),
        Arguments.of(new TextTest.NotContains("json"), false),
        Arguments.of(new TextTest.Matches(Pattern.compile("^app.*n$")), true),
        Arguments.of(new TextTest.Matches(Pattern.compile("^json")), false),
        Arguments.of(new TextTest.Exists(true), true),
        Arguments.of(new TextTest.Exists(false), false));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aHeaderIsTestedWithoutCaseOfItsName(TextTest test, boolean holds) {
    Failure failure = failureOf(new Assertion.Header("Content-Type", test, Severity.DOWN));
    assertThat(failure == null).isEqualTo(holds);
    if (failure != null) {
      assertThat(failure.cls()).isEqualTo(FailureClass.ASSERTION_HEADER);
    }
  }

  @Test
  void anyOfSeveralHeadersMayMatchButNoneMayContainTheForbidden() {
    assertThat(failureOf(new Assertion.Header("Via", new TextTest.Equal("b"), Severity.DOWN)))
        .isNull();
    assertThat(failureOf(new Assertion.Header("Via", new TextTest.NotContains("b"), Severity.DOWN)))
        .isNotNull();
    Failure missing =
        failureOf(new Assertion.Header("X-No", new TextTest.Contains("b"), Severity.DOWN));
    assertThat(missing.detail())
        .isEqualTo("The header X-No was missing, expected to contain \"b\".");
    assertThat(failureOf(new Assertion.Header("X-No", new TextTest.Exists(false), Severity.DOWN)))
        .isNull();
  }

  static Stream<Arguments> jsons() {
    JsonNode up = NODES.textNode("UP");
    return Stream.of(
        Arguments.of("$.status", new JsonTest.Equal(up), true),
        Arguments.of("$.status", new JsonTest.Equal(NODES.textNode("DOWN")), false),
        Arguments.of("$.status", new JsonTest.NotEqual(up), false),
        Arguments.of("$.absent", new JsonTest.NotEqual(up), true),
        Arguments.of("$.absent", new JsonTest.Equal(up), false),
        Arguments.of("$.absent", new JsonTest.Exists(false), true),
        Arguments.of("$.none", new JsonTest.Exists(true), true),
        Arguments.of("$.status.deeper", new JsonTest.Exists(true), false),
        Arguments.of("$.ratio", new JsonTest.Equal(NODES.numberNode(1.5)), true),
        Arguments.of("$.queue", new JsonTest.Equal(NODES.numberNode(12.0)), true),
        Arguments.of("$.queue", new JsonTest.LessThan(13), true),
        Arguments.of("$.queue", new JsonTest.LessThan(12), false),
        Arguments.of("$.queue", new JsonTest.GreaterThan(11.9), true),
        Arguments.of("$.status", new JsonTest.GreaterThan(0), false),
        Arguments.of("$.parts[*].up", new JsonTest.Equal(NODES.booleanNode(true)), false),
        Arguments.of(
            "$.parts[?(@.name=='db')].up", new JsonTest.Equal(NODES.booleanNode(true)), true),
        Arguments.of("$.parts[?(@.name=='no')]", new JsonTest.Exists(true), false),
        Arguments.of("$.parts.length()", new JsonTest.Equal(NODES.numberNode(2)), true));
  }

  @ParameterizedTest
  @MethodSource("jsons")
  void aJsonPathIsTestedByValue(String path, JsonTest test, boolean holds) {
    Failure failure = failureOf(new Assertion.Json(JsonPath.compile(path), test, Severity.DOWN));
    assertThat(failure == null).as(String.valueOf(failure)).isEqualTo(holds);
    if (failure != null) {
      assertThat(failure.cls()).isEqualTo(FailureClass.ASSERTION_JSON);
      assertThat(failure.evidence()).containsKeys("expected", "actual");
    }
  }

  @Test
  void aNumberBeyondAllBoundsIsUnequalAndNoBugOfOurs() {
    JsonTest test = new JsonTest.Equal(NODES.numberNode(1));
    Assertion assertion = new Assertion.Json(JsonPath.compile("$.a"), test, Severity.DOWN);
    Failure failure = judge(attempt(200, "{\"a\":1e999}", null), assertion).failure();
    assertThat(failure.cls()).isEqualTo(FailureClass.ASSERTION_JSON);
  }

  @ParameterizedTest
  @CsvSource({"'{\"a\":'", "'{} {}'", "''", "'<html>'"})
  void aBodyThatIsNoJsonFailsClearly(String body) {
    Assertion assertion =
        new Assertion.Json(JsonPath.compile("$.a"), new JsonTest.Exists(false), Severity.DOWN);
    Failure failure = judge(attempt(200, body, null), assertion).failure();
    assertThat(failure.cls()).isEqualTo(FailureClass.ASSERTION_JSON);
    assertThat(failure.detail()).startsWith("The body is not JSON");
  }

  @Test
  void pathAndBoundAreShownAsTheyWereWritten() {
    JsonPath queue = JsonPath.compile("$.queue");
    Failure less =
        failureOf(new Assertion.Json("$.queue", queue, new JsonTest.LessThan(10), Severity.DOWN));
    assertThat(less.detail()).isEqualTo("At $.queue there was 12, expected less than 10.");
    Failure more =
        failureOf(
            new Assertion.Json("$.queue", queue, new JsonTest.GreaterThan(12.5), Severity.DOWN));
    assertThat(more.detail()).isEqualTo("At $.queue there was 12, expected more than 12.5.");
  }

  @Test
  void tellsHowLongTheServerAsksToWait() {
    Attempt plain = attempt(429, "", null);
    Response asking =
        new Response(
            429, HttpVersion.HTTP_1_1, Map.of("retry-after", List.of("3600")), 0, new byte[0]);
    Attempt attempt =
        new Attempt(
            NOW, plain.timings(), "127.0.0.1", plain.connection(), null, asking, null, null);
    Assertion status = new Assertion.Status(List.of("2xx"), Severity.DOWN);
    Failure failure = judge(attempt, status).failure();
    assertThat(failure.detail())
        .isEqualTo(
            "The status was 429, expected 2xx. The server asks to wait: Retry-After is 3600.");
    assertThat(failure.evidence()).containsEntry("retryAfter", "3600").containsEntry("actual", 429);
    assertThat(judge(plain, status).failure().evidence()).doesNotContainKey("retryAfter");
  }

  @Test
  void theFirstFailureOfEachSeverityCountsAndTheBodyIsDropped() {
    Attempt judged =
        judge(
            attempt(500, "sorry", null),
            new Assertion.Latency(Duration.ofMillis(400), Severity.DEGRADED),
            new Assertion.Body(new TextTest.Contains("ok"), Severity.DEGRADED),
            new Assertion.Status(List.of("2xx"), Severity.DOWN),
            new Assertion.Body(new TextTest.Contains("ok"), Severity.DOWN));
    assertThat(judged.degradation().cls()).isEqualTo(FailureClass.ASSERTION_LATENCY);
    assertThat(judged.degradation().detail())
        .isEqualTo("It took 500 ms, expected less than 400 ms.");
    assertThat(judged.failure().cls()).isEqualTo(FailureClass.STATUS_5XX);
    assertThat(judged.response().body()).isEmpty();
    assertThat(judged.response().bytes()).isEqualTo(5);
  }

  @Test
  void whatPassesWithoutABodyIsHandedOnWithoutACopy() {
    Attempt passed = attempt(200, "", null);
    assertThat(judge(passed, new Assertion.Status(List.of("2xx"), Severity.DOWN))).isSameAs(passed);
  }

  @Test
  void aFailureOfTheTransportStays() {
    Failure refused = Failure.of(FailureClass.CONNECT_REFUSED, "No.");
    Attempt failed =
        new Attempt(
            NOW, new Timings(1, 1, -1, -1, -1, -1, 9), null, null, null, null, refused, null);
    Assertion status = new Assertion.Status(List.of("2xx"), Severity.DOWN);
    assertThat(judge(failed, status)).isEqualTo(failed);
  }

  @Test
  void foreignTextIsBoundedAndEscaped() {
    String nasty = "a\u001b[31m\r\n\u202e" + "x".repeat(10_000);
    Failure failure =
        judge(
                attempt(200, nasty, null),
                new Assertion.Body(new TextTest.Equal("ok"), Severity.DOWN))
            .failure();
    assertThat(failure.detail())
        .hasSizeLessThan(300)
        .contains("a\\u001b[31m\\u000d\\u000a\\u202e")
        .endsWith("…\", expected \"ok\".");
  }

  @ParameterizedTest
  @CsvSource({"90, 20, true", "90, 13, false", "6, 3, true", "6, 1, false", "90, -1, false"})
  void aCertificateMustStayValidForTwoWeeksOrAThirdOfItsLife(
      int lifetimeDays, int daysLeft, boolean holds) {
    Instant notAfter = NOW.plus(Duration.ofDays(daysLeft));
    TestCa.Issued issued =
        TestCa.root("Assertions root")
            .leaf(notAfter.minus(Duration.ofDays(lifetimeDays)), notAfter, "x.test");
    TlsFacts tls = new TlsFacts(issued.chain(), "TLSv1.3", "TLS_AES_128_GCM_SHA256", null);
    Attempt judged =
        judge(attempt(200, "", tls), new Assertion.Certificate(null, Severity.DEGRADED));
    assertThat(judged.degradation() == null).isEqualTo(holds);
    assertThat(
            judge(attempt(200, "", null), new Assertion.Certificate(null, Severity.DOWN)).failure())
        .isNull();
  }

  static Stream<Arguments> efforts() {
    return Stream.of(
        Arguments.of(16_384, new TextTest.Contains("ok"), false),
        Arguments.of(16_385, new TextTest.Contains("ok"), true),
        Arguments.of(16_384, new TextTest.Matches(Pattern.compile("ok")), false),
        Arguments.of(2, new TextTest.Matches(COSTLY), true),
        Arguments.of(3_000, new TextTest.Matches(Pattern.compile("x{400}")), true),
        Arguments.of(2_000, new TextTest.Matches(Pattern.compile("x{400}")), false),
        Arguments.of(16_384, new TextTest.NotContains("x".repeat(4096)), true));
  }

  @ParameterizedTest
  @MethodSource("efforts")
  void onlyMuchWorkNeedsAWorker(int length, TextTest test, boolean worker) {
    Assertion assertion = new Assertion.Body(test, Severity.DOWN);
    assertThat(
            Assertions.needsWorker(
                Specs.of("https://x.test/").assertions(assertion).spec(),
                attempt(200, "x".repeat(length), null)))
        .isEqualTo(worker);
  }

  @Test
  void aPatternThatTakesTooLongIsOurProblemAndEndsInTime() {
    Allowance time = new Allowance(System::nanoTime, Duration.ofMillis(200));
    long begun = System.nanoTime();
    Failure failure =
        judge(
                time,
                attempt(200, "x".repeat(1 << 20), null),
                new Assertion.Body(new TextTest.Matches(COSTLY), Severity.DEGRADED))
            .failure();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    assertThat(failure.cls()).isEqualTo(FailureClass.MONITOR_OVERLOADED);
    assertThat(failure.detail())
        .startsWith("The monitor could not judge within 200 ms whether the body is as expected:")
        .contains("to match");
    assertThat(failure.evidence()).containsEntry("limitMs", 200L);
  }

  static Stream<Assertion> endless() {
    return Stream.of(
        new Assertion.Body(new TextTest.Matches(COSTLY), Severity.DOWN),
        new Assertion.Body(new TextTest.Contains("y"), Severity.DOWN),
        new Assertion.Header("via", new TextTest.Matches(COSTLY), Severity.DOWN),
        new Assertion.Json(JsonPath.compile("$..*..a"), new JsonTest.Exists(false), Severity.DOWN));
  }

  @ParameterizedTest
  @MethodSource("endless")
  void noTimeIsUnknownUnlessAnotherAssertionSaysDown(Assertion endless) {
    Attempt nested = attempt(500, "[".repeat(900) + "1,".repeat(9_000) + 1 + "]".repeat(900), null);
    Assertion status = new Assertion.Status(List.of("2xx"), Severity.DOWN);
    assertThat(judge(spent(), nested, endless).failure().cls())
        .isEqualTo(FailureClass.MONITOR_OVERLOADED);
    assertThat(judge(spent(), nested, endless, status).failure().cls())
        .isEqualTo(FailureClass.STATUS_5XX);
  }

  /** Time that passes by leaps. */
  private static Allowance spent() {
    AtomicLong now = new AtomicLong();
    return new Allowance(() -> now.getAndAdd(1_000_000_000), Duration.ofMillis(1));
  }

  @ParameterizedTest
  @CsvSource({"16383, true", "16384, true", "16385, true", "40000, true", "-1, false"})
  void aTextIsFoundWhereverItIs(int at, boolean found) {
    String body = at < 0 ? "x".repeat(50_000) : "x".repeat(at) + "needle" + "x".repeat(9);
    Assertion contains = new Assertion.Body(new TextTest.Contains("needle"), Severity.DOWN);
    assertThat(judge(attempt(200, body, null), contains).failure() == null).isEqualTo(found);
  }

  @Test
  void manyLargeValuesAreNotWrittenOutInFull() {
    String nested = "[".repeat(900) + "\"" + "x".repeat(1 << 20) + "\"" + "]".repeat(900);
    Assertion all =
        new Assertion.Json(JsonPath.compile("$..*"), new JsonTest.Exists(false), Severity.DOWN);
    assertThat(judge(attempt(200, nested, null), all).failure().detail()).hasSizeLessThan(300);
  }

  @Test
  void noFailureTellsTheCredentials() {
    Attempt echo = attempt(200, "x".repeat(190) + "t0ken-t0ken-t0ken", null);
    Failure refused =
        new Failure(
            FailureClass.CONNECT_REFUSED, "No t0ken-t0ken-t0ken.", Map.of("a", List.of("tok")));
    Assertion degraded = new Assertion.Body(new TextTest.Contains("ok!"), Severity.DEGRADED);
    EndpointSpec spec =
        Specs.of("https://x.test/")
            .auth(new Auth.Bearer(new Secret("t0ken-t0ken-t0ken")))
            .assertions(new Assertion.Body(new TextTest.Contains("no"), Severity.DOWN), degraded)
            .spec();
    Allowance time = new Allowance(() -> 0L, Duration.ofSeconds(1));
    Attempt judged = Assertions.judge(spec, echo, NOW, time);
    assertThat(judged.failure().toString()).contains("xxx***…").doesNotContain("t0k");
    assertThat(judged.degradation().toString()).contains("xxx***…").doesNotContain("t0k");
    Attempt failed = Assertions.judge(spec, echo.judged(refused, null), NOW, time);
    assertThat(failed.failure().detail()).isEqualTo("No ***.");
  }
}
