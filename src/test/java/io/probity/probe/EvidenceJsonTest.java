package io.probity.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.testing.CertificateRequest;
import io.probity.testing.Samples;
import io.probity.testing.TestCa;
import io.probity.tls.ChainVerdict;
import io.probity.tls.PkixChainVerifier;
import io.probity.tls.TrustAnchors;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is shown, sent and stored of a failure is bounded however much a target says. */
class EvidenceJsonTest {
  private static int bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8).length;
  }

  private static JsonNode shown(Map<String, Object> evidence) {
    Failure failure = new Failure(FailureClass.ASSERTION_BODY, "It differs.", evidence);
    JsonNode shown = ProbeJson.failure(failure).required("evidence");
    assertThat(bytes(shown.toString())).isLessThanOrEqualTo(4096);
    return shown;
  }

  /** Ten names of 253 characters; subject and issuer of 200, of three bytes each. */
  private static Failure ofALargeCertificate() {
    String[] names =
        IntStream.range(0, 10)
            .mapToObj(i -> (i + ("." + "\"".repeat(62)).repeat(4)).substring(0, 253))
            .toArray(String[]::new);
    String long64 = "証".repeat(64);
    String name = long64 + ",OU=" + long64 + ",O=" + long64;
    TestCa issuer = TestCa.root(CertificateRequest.ca(name));
    ChainVerdict verdict =
        new PkixChainVerifier(TrustAnchors.of(List.of(issuer.certificate())))
            .verify(
                issuer.issue(CertificateRequest.leaf(name, names)).chain(),
                "orders.example.com",
                Instant.now());
    return ChainFailure.of(verdict);
  }

  @Test
  void tenLongNamesAndForeignScriptsAreBoundedToo() throws JsonProcessingException {
    Failure failure = ofALargeCertificate();
    assertThat(failure.cls()).isEqualTo(FailureClass.TLS_HOSTNAME_MISMATCH);
    assertThat(bytes(new ObjectMapper().writeValueAsString(failure.evidence())))
        .as("what there is to say")
        .isGreaterThan(4096);
    JsonNode shown = ProbeJson.failure(failure).required("evidence");
    assertThat(bytes(shown.toString())).isBetween(3500, 4096);
    assertThat(shown.path("truncated").booleanValue()).isTrue();
    assertThat(shown.path("subject").textValue()).startsWith("O=証");
    assertThat(shown.path("names").size()).isBetween(3, 9);
    JsonNode traced =
        ProbeJson.attempt(Samples.failed(FailureClass.CONNECT_REFUSED).judged(failure, null));
    assertThat(traced.at("/failure/evidence")).isEqualTo(shown);
  }

  @Test
  void whatFitsIsShownAsItIs() {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("limit", 7L);
    evidence.put("resolvers", Map.of("127.0.0.1:53", "NXDOMAIN"));
    evidence.put("body", "x".repeat(4000));
    assertThat(shown(evidence).has("truncated")).isFalse();
    assertThat(shown(evidence).path("body").textValue()).hasSize(4000);
    assertThat(shown(evidence).at("/resolvers/127.0.0.1:53").textValue()).isEqualTo("NXDOMAIN");
  }

  @Test
  void whatComesAfterSomethingTooLargeIsKept() {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("before", 1);
    evidence.put("body", "é".repeat(2100));
    evidence.put("all", List.of("é".repeat(2100)));
    evidence.put("after", true);
    assertThat(shown(evidence).toString())
        .isEqualTo("{\"truncated\":true,\"before\":1,\"after\":true}");
  }

  @Test
  void theZeroCharacterIsReplacedEverywhere() {
    Failure failure =
        new Failure(FailureClass.ASSERTION_BODY, "got \0", Map.of("a\0", List.of("b\0")));
    assertThat(ProbeJson.failure(failure).toString())
        .contains("got \uFFFD", "{\"a\uFFFD\":[\"b\uFFFD\"]}");
  }
}
