package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.net.AddressRanges;
import io.probity.net.IpLiteral;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  private final ClientAddress addresses =
      new ClientAddress(
          IpLiteral::parse,
          AddressRanges.parse(List.of("10.0.0.0/8", "fd00::/8"), "probity.http.trusted-proxies")
              ::contain);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        // peer | X-Forwarded-For | client
        "192.0.2.1|none|192.0.2.1",
        "192.0.2.1|198.51.100.7|192.0.2.1",
        "10.0.0.1|none|10.0.0.1",
        "10.0.0.1|198.51.100.7|198.51.100.7",
        "10.0.0.1|198.51.100.7:4711|198.51.100.7",
        "10.0.0.1|[2001:db8::7]:4711|2001:db8:0:0:0:0:0:7",
        "10.0.0.1|2001:db8::7|2001:db8:0:0:0:0:0:7",
        "10.0.0.1|203.0.113.66, 198.51.100.7|198.51.100.7",
        "10.0.0.1|203.0.113.66, 198.51.100.7, 10.9.9.9|198.51.100.7",
        "10.0.0.1|10.1.1.1, 198.51.100.7|198.51.100.7",
        "10.0.0.1|10.1.1.1, 10.2.2.2|10.1.1.1",
        "10.0.0.1|203.0.113.66, unknown|10.0.0.1",
        "10.0.0.1|203.0.113.66, unknown, 10.3.3.3|10.3.3.3",
        "10.0.0.1|127.1|10.0.0.1",
        "10.0.0.1|localhost|10.0.0.1",
        "10.0.0.1|198.51.100.7,|10.0.0.1",
        "fd00:0:0:0:0:0:0:1%eth0|198.51.100.7|198.51.100.7",
      })
  void believesProxiesFromTheEndOfTheChain(String peer, String forwarded, String client) {
    assertThat(addresses.of(peer, forwarded == null ? List.of() : List.of(forwarded)))
        .isEqualTo(client);
  }

  @Test
  void readsSeveralHeadersAsOne() {
    assertThat(addresses.of("10.0.0.1", List.of("203.0.113.66", "198.51.100.7, 10.4.4.4")))
        .isEqualTo("198.51.100.7");
  }
}
