package io.probity.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolvConfTest {
  private static List<String> servers(ResolvConf conf) {
    return conf.servers().stream()
        .map(server -> IpLiteral.text(server.getAddress()) + " " + server.getPort())
        .toList();
  }

  @Test
  void readsWhatTheFileSays() {
    ResolvConf conf =
        ResolvConf.parse(
            List.of(
                "# comment",
                "; another",
                "nameserver 10.0.0.53",
                "  nameserver\tfd00::53  ",
                "nameserver not-an-address",
                "nameserver 10.0.0.54",
                "nameserver 10.0.0.55",
                "domain old.example",
                "search Corp.Example. .lab.example",
                "options ndots:2 timeout:3 attempts:4 rotate edns0",
                "options ndots:99",
                "sortlist 10.0.0.0"));
    assertThat(servers(conf)).containsExactly("10.0.0.53 53", "fd00::53 53", "10.0.0.54 53");
    assertThat(conf.search()).containsExactly("corp.example", "lab.example");
    assertThat(conf.ndots()).isEqualTo(15);
    assertThat(conf.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(conf.attempts()).isEqualTo(4);
  }

  @Test
  void anEmptyFileMeansTheLoopbackServer() {
    ResolvConf conf = ResolvConf.parse(List.of());
    assertThat(servers(conf)).containsExactly("127.0.0.1 53");
    assertThat(conf.search()).isEmpty();
    assertThat(conf.timeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "1, db, db.corp.example db.lab.example db",
        "1, a.b, a.b a.b.corp.example a.b.lab.example",
        "3, a.b, a.b.corp.example a.b.lab.example a.b",
        "0, db, db db.corp.example db.lab.example",
        "5, a.b., a.b"
      })
  void triesSuffixesFirstForNamesOfFewDots(int ndots, String name, String candidates) {
    ResolvConf conf =
        ResolvConf.parse(List.of("search corp.example lab.example", "options ndots:" + ndots));
    assertThat(conf.candidates(name)).containsExactly(candidates.split(" "));
  }

  @Test
  void goesRoundTheServersInACircle() {
    ResolvConf conf = ResolvConf.parse(List.of("nameserver 10.0.0.1", "nameserver 10.0.0.2"));
    assertThat(servers(conf.beginningWith(1))).containsExactly("10.0.0.2 53", "10.0.0.1 53");
    assertThat(servers(conf.beginningWith(2))).isEqualTo(servers(conf));
    List<InetSocketAddress> others = List.of(new InetSocketAddress("127.0.0.9", 5353));
    assertThat(conf.withServers(others).servers()).isEqualTo(others);
  }
}
