package io.probity.probe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Pattern;
import com.jayway.jsonpath.JsonPath;
import io.probity.endpoint.Assertion;
import io.probity.endpoint.Assertion.JsonTest;
import io.probity.endpoint.Assertion.TextTest;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Severity;
import io.probity.testing.Samples;
import io.probity.testing.Specs;
import io.probity.testing.TestCa;
import io.probity.tls.TlsFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it takes to judge a response; bodies are JSON of 2 KiB. */
@State(Scope.Thread)
public class AssertionsMicroBench {
  private static final Assertion STATUS = down(List.of("2xx", "3xx"));
  private static final Assertion CERTIFICATE = new Assertion.Certificate(null, Severity.DEGRADED);
  private static final TlsFacts TLS =
      new TlsFacts(TestCa.root("Measured").leaf("api.example.com").chain(), "TLSv1.3", "AES", null);

  private final EndpointSpec usual = spec(STATUS, CERTIFICATE);
  private final EndpointSpec header =
      spec(STATUS, new Assertion.Header("X-Ready", new TextTest.Equal("yes"), Severity.DOWN));
  private final EndpointSpec text =
      spec(STATUS, body(new TextTest.Contains("\"name\":\"part-39\"")));
  private final EndpointSpec pattern =
      spec(STATUS, body(new TextTest.Matches(Pattern.compile("part-39.,.up.:(true|false)"))));
  private final EndpointSpec json = spec(STATUS, equal("$.status"));
  private final EndpointSpec fourJson =
      spec(
          STATUS, equal("$.status"), equal("$.health"), equal("$.db.status"), equal("$.mq.status"));

  private final Attempt answered = attempt(200, new byte[0]);
  private final Attempt withBody = attempt(200, document());
  private final Attempt unavailable = attempt(503, new byte[0]);

  private static Assertion down(List<String> statuses) {
    return new Assertion.Status(statuses, Severity.DOWN);
  }

  private static Assertion body(TextTest test) {
    return new Assertion.Body(test, Severity.DOWN);
  }

  private static Assertion equal(String path) {
    return new Assertion.Json(
        JsonPath.compile(path),
        new JsonTest.Equal(JsonNodeFactory.instance.textNode("UP")),
        Severity.DOWN);
  }

  private static EndpointSpec spec(Assertion... assertions) {
    return Specs.of("https://api.example.com/health").assertions(assertions).spec();
  }

  private static byte[] document() {
    StringBuilder json =
        new StringBuilder(
            "{\"status\":\"UP\",\"health\":\"UP\",\"db\":{\"status\":\"UP\"},\"mq\":{\"status\":\"UP\"},\"parts\":[");
    for (int i = 0; i < 60; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"name\":\"part-")
          .append(i)
          .append("\",\"up\":true}");
    }
    return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Attempt attempt(int status, byte[] body) {
    Map<String, List<String>> headers =
        Map.of(
            "content-type", List.of("application/json; charset=utf-8"), "x-ready", List.of("yes"));
    return new Attempt(
        Samples.AT,
        Samples.timings(1_500),
        "203.0.113.7",
        new ConnectionFacts(true, 7, 1),
        TLS,
        new Response(status, HttpVersion.HTTP_1_1, headers, body.length, body),
        null,
        null);
  }

  /** As a check does: first whether it belongs on a worker. */
  private static Attempt judge(EndpointSpec spec, Attempt attempt) {
    if (Assertions.needsWorker(spec, attempt)) {
      throw new IllegalStateException("this would be measured on another thread");
    }
    return Assertions.judge(
        spec, attempt, Instant.now(), new Allowance(System::nanoTime, Duration.ofSeconds(2)));
  }

  @Benchmark
  public Attempt statusAndCertificate() {
    return judge(usual, answered);
  }

  @Benchmark
  public Attempt headerEquals() {
    return judge(header, answered);
  }

  @Benchmark
  public Attempt bodyContains() {
    return judge(text, withBody);
  }

  @Benchmark
  public Attempt bodyMatchesPattern() {
    return judge(pattern, withBody);
  }

  @Benchmark
  public Attempt oneJsonPath() {
    return judge(json, withBody);
  }

  @Benchmark
  public Attempt fourJsonPaths() {
    return judge(fourJson, withBody);
  }

  @Benchmark
  public Attempt failedStatus() {
    return judge(usual, unavailable);
  }
}
