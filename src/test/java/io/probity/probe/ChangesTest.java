package io.probity.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.EndpointSpec;
import io.probity.secret.Secret;
import io.probity.testing.Samples;
import io.probity.testing.Specs;
import io.probity.testing.TestCa;
import io.probity.tls.CertificateFacts;
import io.probity.tls.TlsFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private static final TestCa CA = TestCa.root("Test Root");
  private static final EndpointSpec SPEC =
      Specs.of("https://h.example/?key=Zm9vYmFyYmF6")
          .secretHeaders(Map.of("X-Api-Key", new Secret("s3cr3t-value")))
          .spec();

  @Test
  void nameWhatDiffersWithBothValues() {
    Instant end = Instant.parse("2027-01-01T00:00:00Z");
    TestCa.Issued before = CA.leaf(Samples.AT, end, "old.example.com");
    TestCa.Issued now = CA.leaf(Samples.AT, end.plusSeconds(1), "new.example.com");
    JsonNode changes =
        Changes.between(
            seen(200, Map.of("server", List.of("nginx")), tls(before, "TLSv1.2")),
            seen(503, Map.of("server", List.of("envoy")), tls(now, "TLSv1.3")));
    assertThat(changes.findValuesAsText("field"))
        .containsExactly(
            "status",
            "tlsVersion",
            "certificate.sha256",
            "certificate.subject",
            "certificate.notAfter",
            "headers.server");
    assertThat(changes.at("/0/before").intValue()).isEqualTo(200);
    assertThat(changes.at("/0/now").intValue()).isEqualTo(503);
    assertThat(changes.at("/2/now").textValue())
        .isEqualTo(CertificateFacts.fingerprint(now.leaf()));
    assertThat(changes.at("/5/before").textValue()).isEqualTo("nginx");
    assertThat(changes.at("/5/now").textValue()).isEqualTo("envoy");
  }

  @Test
  void tellOfHeadersThatCameOrWent() {
    JsonNode changes =
        Changes.between(
            seen(200, Map.of("via", List.of("1.1 a", "1.1 b")), null),
            seen(200, Map.of("retry-after", List.of("30")), null));
    assertThat(changes.findValuesAsText("field"))
        .containsExactly("headers.via", "headers.retry-after");
    assertThat(changes.at("/0/before").textValue()).isEqualTo("1.1 a, 1.1 b");
    assertThat(changes.at("/0/now").isNull()).isTrue();
    assertThat(changes.at("/1/before").isNull()).isTrue();
    assertThat(changes.at("/1/now").textValue()).isEqualTo("30");
  }

  @Test
  void areNoneWhereOneCheckSawNothing() {
    ObjectNode answered = seen(200, Map.of("server", List.of("nginx")), null);
    ObjectNode unanswered =
        Observation.of(check(Samples.failed(FailureClass.CONNECT_REFUSED))).json(SPEC);
    assertThat(Changes.between(answered, unanswered)).isEmpty();
    assertThat(Changes.between(unanswered, answered)).isEmpty();
    assertThat(Changes.between(null, answered)).isEmpty();
    assertThat(Changes.between(answered, answered)).isEmpty();
  }

  @Test
  void compareOnlyHeadersThatTellSomethingAndStayTheSame() {
    ObjectNode seen =
        seen(
            200,
            Map.of(
                "set-cookie", List.of("id=1"),
                "date", List.of("now"),
                "x-request-id", List.of("7"),
                "content-type", List.of("text/html")),
            null);
    assertThat(seen.path("headers").properties()).hasSize(1);
    assertThat(seen.at("/headers/content-type").textValue()).isEqualTo("text/html");
  }

  @Test
  void showNoSecretsAndNoLongTexts() {
    ObjectNode seen =
        seen(
            302,
            Map.of(
                "location", List.of("https://u:p@h.example/cb?code=abc&state=x#token=y"),
                "www-authenticate", List.of("Key s3cr3t-value"),
                "server", List.of("s".repeat(500)),
                "via", List.of("1.1 \u001b[31m")),
            null);
    assertThat(seen.at("/headers/location").textValue())
        .isEqualTo("https://h.example/cb?code=***&state=***#token=***");
    assertThat(seen.at("/headers/www-authenticate").textValue()).isEqualTo("Key ***");
    assertThat(seen.at("/headers/server").textValue()).hasSize(201).endsWith("…");
    assertThat(seen.at("/headers/via").textValue()).isEqualTo("1.1 \\u001b[31m");
  }

  @Test
  void findTheHeadersOfAFailedAttemptMaskedAndOfAPassedOneNone() {
    Attempt answered =
        Samples.answered(500, Map.of("www-authenticate", List.of("Key s3cr3t-value")));
    Attempt judged = Assertions.judge(SPEC, answered, Samples.AT, allowance());
    assertThat(judged.failure()).isNotNull();
    assertThat(ProbeJson.attempt(judged).at("/headers/www-authenticate").textValue())
        .isEqualTo("Key ***");
    Attempt passed =
        Assertions.judge(
            SPEC,
            Samples.answered(200, Map.of("server", List.of("s3cr3t-value"))),
            Samples.AT,
            allowance());
    assertThat(ProbeJson.attempt(passed).path("headers")).isEmpty();
    assertThat(ProbeJson.attempt(Assertions.refuse(answered)).path("headers")).isEmpty();
  }

  private static Allowance allowance() {
    return new Allowance(() -> 0, Duration.ofSeconds(1));
  }

  private static ObjectNode seen(
      int status, Map<String, List<String>> headers, @Nullable TlsFacts tls) {
    Attempt plain = Samples.answered(status, headers);
    Attempt attempt =
        new Attempt(
            plain.startedAt(),
            plain.timings(),
            plain.address(),
            plain.connection(),
            tls,
            plain.response(),
            null,
            null);
    return Observation.of(check(attempt)).json(SPEC);
  }

  private static Check check(Attempt attempt) {
    return new Check(
        1, Samples.AT, Trigger.SCHEDULE, Verdict.of(List.of(attempt)), List.of(attempt), 0);
  }

  private static TlsFacts tls(TestCa.Issued identity, String version) {
    return new TlsFacts(identity.chain(), version, "TLS_AES_128_GCM_SHA256", null);
  }
}
