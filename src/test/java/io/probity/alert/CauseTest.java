package io.probity.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CauseTest {
  private static final URI TARGET = URI.create("https://orders.example.com/health?token=s3cret");

  private static ObjectNode data(String failure) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.putObject("failure").put("class", failure);
    return data;
  }

  private static List<String> keys(URI target, ObjectNode data) {
    return Cause.of(target, data).stream().map(Cause::key).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "connect.timeout | 198.51.100.7 | - | - | network 198.51.0.0/16, origin",
        "connect.refused | 2001:db8:7::1 | - | - | network 2001:db8::/32, origin",
        "connect.refused | 2001::1 | - | - | network 2001::/32, origin",
        "connect.refused | ::1 | - | - | network 0::/32, origin",
        "tls.handshake_timeout | 198.51.100.7 | - | CN=Some CA | network 198.51.0.0/16, origin",
        "tls.certificate_expired | 198.51.100.7 | - | CN=Some CA | issuer CN=Some CA, network 198.51.0.0/16, origin",
        "tls.revoked | - | - | CN=Some CA | issuer CN=Some CA, origin",
        "assertion.certificate | 198.51.100.7 | - | CN=Some CA | issuer CN=Some CA, network 198.51.0.0/16, origin",
        "assertion.body | 198.51.100.7 | - | CN=Some CA | network 198.51.0.0/16, origin",
        "status.5xx | 198.51.100.7 | - | CN=Some CA | network 198.51.0.0/16, origin",
        "dns.servfail | - | 10.0.0.2:53 | - | resolver 10.0.0.2:53, origin",
        "dns.timeout | - | 10.0.0.3:53 10.0.0.2:53 | - | resolver 10.0.0.2:53, resolver 10.0.0.3:53, origin",
        "dns.nxdomain | - | - | - | origin",
        "response.timeout | - | - | - | origin",
        "connect.timeout | localhost | - | - | origin"
      })
  void isWhatOutagesOfAClassMayShare(
      String failure, String address, String resolvers, String issuer, String expected) {
    ObjectNode data = data(failure);
    data.putObject("check").put("address", address);
    if (issuer != null) {
      data.putObject("certificate").put("issuer", issuer);
    }
    if (resolvers != null) {
      ObjectNode said =
          ((ObjectNode) data.get("failure")).putObject("evidence").putObject("resolvers");
      Arrays.stream(resolvers.split(" ")).forEach(each -> said.put(each, "SERVFAIL"));
    }
    List<String> shown =
        Cause.of(TARGET, data).stream()
            .map(
                each ->
                    each.place() == Cause.Place.ORIGIN
                        ? "origin"
                        : each.place().wireName() + " " + each.value())
            .toList();
    assertThat(String.join(", ", shown)).isEqualTo(expected);
    assertThat(Cause.of(TARGET, data)).extracting(Cause::failure).containsOnly(failure);
  }

  @Test
  void isNothingWhereNobodyKnowsHowItFailed() {
    assertThat(Cause.of(TARGET, JsonNodeFactory.instance.objectNode())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/x, https://a.example:443/y?z, true",
    "http://a.example/x, http://a.example:80/, true",
    "http://a.example/, https://a.example/, false",
    "https://a.example/, https://a.example:8443/, false",
    "https://a.example/, https://b.example/, false"
  })
  void takesTheSameSchemeHostAndPortForOneOrigin(URI one, URI other, boolean same) {
    ObjectNode data = data("status.5xx");
    assertThat(keys(one, data).equals(keys(other, data))).isEqualTo(same);
  }

  @Test
  void isAnotherForEachClass() {
    assertThat(keys(TARGET, data("status.5xx")))
        .doesNotContainAnyElementsOf(keys(TARGET, data("status.4xx")));
  }

  @Test
  void isReadBackFromItsKeyAndNamedInWords() {
    ObjectNode data = data("tls.untrusted_root");
    data.putObject("certificate").put("issuer", "CN=a|b, O=" + "x".repeat(1_000));
    for (Cause each : Cause.of(TARGET, data)) {
      assertThat(Cause.ofKey(each.key())).isEqualTo(each);
      assertThat(each.value().length()).isLessThanOrEqualTo(Cause.LONGEST);
    }
    assertThat(Cause.ofKey("connect.timeout|network|198.51.0.0/16").words())
        .isEqualTo("connect.timeout in the network 198.51.0.0/16");
  }
}
