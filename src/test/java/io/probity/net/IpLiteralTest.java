package io.probity.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "1.20.100.9, 1.20.100.9",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8:0:0:8:800:200C:417A, 2001:db8::8:800:200c:417a",
    "2001:db8::0:1, 2001:db8::1",
    "0001:0002:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    "::ffff:1.2.3.4, 1.2.3.4"
  })
  void readsStrictLiterals(String text, String address) {
    InetAddress parsed = IpLiteral.parse(text);
    assertThat(parsed).isNotNull();
    assertThat(parsed == null ? "" : IpLiteral.text(parsed)).isEqualTo(address);
    assertThat(parsed == null ? -1 : parsed.getHostAddress().indexOf('%')).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.04",
        "01.2.3.4",
        "1.2.3.",
        "1..2.3",
        "0x1.2.3.4",
        "1.2.3.4 ",
        "+1.2.3.4",
        "١.2.3.4",
        ":",
        ":::",
        "1::2::3",
        "::1::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "g::",
        "::1%lo",
        "[::1]",
        ":1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3",
        "::1.2.3.04",
        "1.2.3.4::",
        "::-1"
      })
  void readsNothingElse(String text) {
    assertThat(IpLiteral.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, false",
    "1.example, false",
    "a.1b, false",
    "0xample.com, false",
    "x0x1, false",
    "0x, true",
    "a.0x1F, true",
    "a.7, true",
    "7, true",
    "a.7., true",
    "fe80::1%eth0, true"
  })
  void knowsWhatSomebodyMightTakeForAnAddress(String host, boolean ambiguous) {
    assertThat(IpLiteral.ambiguous(host)).isEqualTo(ambiguous);
  }
}
