package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.probe.FailureClass;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CauseTest {
  @Test
  void eachClassHasWordsOfItsOwn() {
    assertThat(Arrays.stream(FailureClass.values()).map(FailureWords::of))
        .doesNotHaveDuplicates()
        .allMatch(words -> words.matches("[A-Z].{3,45}[^.]"));
  }

  @Test
  void aClassOfANewerVersionIsCalledByItsName() {
    Cause cause = Cause.of("quic.gone", "d");
    assertThat(cause.words()).isEqualTo("quic.gone");
    assertThat(cause.explanation() + cause.owner()).isEmpty();
    assertThat(Cause.of("dns.timeout", "").owner()).isEqualTo("its DNS");
  }

  @Test
  void evidenceBecomesFacts() throws Exception {
    String evidence =
        "{\"addresses\": [\"192.0.2.1\", \"192.0.2.2\"], \"notAfter\": \"x\", \"dnsServers\": 1, \"atFault\": 0, \"none\": null, "
            + "\"chain\": [{\"subject\": \"CN=a\"}]}";
    assertThat(Evidence.of(new ObjectMapper().readTree(evidence)))
        .containsExactly(
            new Fact("Addresses", "192.0.2.1, 192.0.2.2"),
            new Fact("Not after", "x"),
            new Fact("DNS servers", "1"),
            new Fact("At fault", "the leaf"),
            new Fact("Chain 1 subject", "CN=a"));
    assertThat(Evidence.of(new ObjectMapper().missingNode())).isEmpty();
  }
}
