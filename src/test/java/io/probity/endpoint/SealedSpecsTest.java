package io.probity.endpoint;

import static io.probity.endpoint.EndpointCodecTest.CODEC;
import static io.probity.endpoint.EndpointCodecTest.FULL;
import static io.probity.endpoint.EndpointCodecTest.json;
import static io.probity.endpoint.EndpointCodecTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.InvalidInput.FieldError;
import io.probity.testing.TestCa;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SealedSpecsTest {
  private static final UUID ID = UUID.fromString("0190a8c0-0000-7000-8000-000000000001");
  private final SealedSpecs specs = new SealedSpecs(TestSealer.ofKey(1));

  private static EndpointSpec mutualTls(String certificate, String key) {
    ObjectNode input = (ObjectNode) json("{\"url\": \"https://h.example\"}");
    input
        .putObject("auth")
        .put("type", "mtls")
        .put("certificate", certificate)
        .put("privateKey", key);
    return CODEC.read(input, null);
  }

  @Test
  void storesNoSecretInClearAndReadsThemBack() {
    EndpointSpec spec = read(FULL);
    String stored = specs.seal(ID, spec).text();
    assertThat(stored).doesNotContain("hidden").doesNotContain("pass word").doesNotContain("***");
    assertThat(specs.open(ID, stored)).isEqualTo(spec);
  }

  @Test
  void readsConfigurationThatSettingsWouldRefuseToday() {
    EndpointSpec spec = read("{\"url\": \"http://192.0.2.1\", \"interval\": \"1s\"}");
    ObjectNode stored = (ObjectNode) json(specs.seal(ID, spec).text());
    stored.put("interval", "200ms").put("url", "http://10.0.0.1");
    stored.with("timeouts").put("total", "200ms");
    assertThat(specs.open(ID, stored.toString()).interval()).hasMillis(200);
  }

  @Test
  void saysWhoseConfigurationIsUnreadable() {
    String stored = specs.seal(ID, read(FULL)).text();
    assertThatThrownBy(() -> new SealedSpecs(TestSealer.ofKey(2)).open(ID, stored))
        .isInstanceOf(UnreadableEndpoint.class)
        .hasMessageContaining(ID.toString());
    UUID other = UUID.fromString("0190a8c0-0000-7000-8000-000000000002");
    assertThatThrownBy(() -> specs.open(other, stored)).isInstanceOf(UnreadableEndpoint.class);
    assertThatThrownBy(() -> specs.open(ID, "{}")).isInstanceOf(UnreadableEndpoint.class);
  }

  @Test
  void keepsAClientCertificateWithItsKey() {
    TestCa.Issued client = TestCa.root("clients").leaf("probe.example");
    EndpointSpec spec = mutualTls(client.chainPem(), client.keyPem());
    assertThat(specs.open(ID, specs.seal(ID, spec).text())).isEqualTo(spec);
    assertThat(CODEC.read(CODEC.show(spec), spec)).isEqualTo(spec);
  }

  @Test
  void refusesAKeyThatIsNotTheCertificates() {
    TestCa ca = TestCa.root("clients");
    TestCa.Issued client = ca.leaf("probe.example");
    for (String key :
        new String[] {
          ca.leaf("other.example").keyPem(),
          "no key",
          "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
          "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"
        }) {
      assertThatThrownBy(() -> mutualTls(client.chainPem(), key))
          .asInstanceOf(InstanceOfAssertFactories.type(InvalidInput.class))
          .extracting(InvalidInput::errors, InstanceOfAssertFactories.list(FieldError.class))
          .extracting(FieldError::pointer)
          .containsExactly("/auth/privateKey");
    }
  }
}
