package io.probity.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsConfigTest {
  private static DnsConfig config(String... servers) {
    return () -> Optional.of(List.of(servers));
  }

  @Test
  void readsServersWithAndWithoutPort() {
    assertThat(config("10.0.0.53", "127.0.0.1:5353", "fd00::53", "[fd00::53]:54", " ").addresses())
        .extracting(a -> IpLiteral.text(a.getAddress()) + " " + a.getPort())
        .containsExactly("10.0.0.53 53", "127.0.0.1 5353", "fd00::53 53", "fd00::53 54");
    DnsConfig none = Optional::empty;
    assertThat(none.addresses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"dns.example", "10.0.0.53:", "10.0.0.53:0", "10.0.0.53:65536", "10.0.0:53"})
  void refusesNonsenseNamingTheKey(String server) {
    assertThatThrownBy(() -> config(server).addresses())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("probity.dns.servers: '" + server + "'");
  }
}
