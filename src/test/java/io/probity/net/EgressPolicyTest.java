package io.probity.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressPolicyTest {
  private static @Nullable String refusal(EgressPolicy policy, String literal) {
    return policy.refusal(Objects.requireNonNull(IpLiteral.parse(literal)));
  }

  private static EgressPolicy allowing(String... ranges) {
    return EgressPolicy.of(List.of(ranges), List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.0/8",
    "127.255.255.254, 127.0.0.0/8",
    "0.0.0.0, 0.0.0.0/8",
    "10.1.2.3, 10.0.0.0/8",
    "100.64.0.1, 100.64.0.0/10",
    "100.127.255.255, 100.64.0.0/10",
    "169.254.1.1, 169.254.0.0/16",
    "172.16.0.1, 172.16.0.0/12",
    "172.31.255.255, 172.16.0.0/12",
    "192.0.0.8, 192.0.0.0/24",
    "192.0.2.1, 192.0.2.0/24",
    "192.88.99.1, 192.88.99.0/24",
    "192.168.255.1, 192.168.0.0/16",
    "198.19.0.1, 198.18.0.0/15",
    "198.51.100.7, 198.51.100.0/24",
    "203.0.113.7, 203.0.113.0/24",
    "224.0.0.1, 224.0.0.0/4",
    "255.255.255.255, 255.255.255.255/32",
    "240.0.0.1, 240.0.0.0/4",
    "::, ::/128",
    "::1, ::1/128",
    "fc00::1, fc00::/7",
    "fdff::1, fc00::/7",
    "fe80::1, fe80::/10",
    "fec0::1, fec0::/10",
    "ff02::1, ff00::/8",
    "2001:db8::1, 2001:db8::/32",
    "3fff::1, 3fff::/20",
    "2001:2::1, 2001:2::/48",
    "100::1, 100::/64",
    "4000::1, 4000::/2",
    "64:ff9b:1::808:808, 64:ff9b:1::/48",
    "::ffff:127.0.0.1, 127.0.0.0/8",
    "::ffff:a00:1, 10.0.0.0/8",
    "::127.0.0.1, 127.0.0.0/8",
    "::ffff:0:10.0.0.1, 10.0.0.0/8",
    "64:ff9b::127.0.0.1, 127.0.0.0/8",
    "64:ff9b::c0a8:101, 192.168.0.0/16",
    "2002:7f00:1::1, 127.0.0.0/8",
    "2002:a00:1::, 10.0.0.0/8",
    "2001:0:0a00:1::f7f7:f7f7, 10.0.0.0/8",
    "2001:0:808:808::80ff:fffe, 127.0.0.0/8"
  })
  void refusesByItselfAndSaysWhatWouldAllow(String literal, String range) {
    assertThat(refusal(allowing(), literal))
        .contains("(" + range + ")", "probity.egress.allow=" + range);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450:4001::8a",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "2001:0:808:808::f7f7:f7f7"
      })
  void admitsPublicAddresses(String literal) {
    assertThat(refusal(allowing(), literal)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, 127.9.9.9, true",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "10.0.0.0/8, 64:ff9b::10.0.0.1, true",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "64:ff9b::/96, 64:ff9b::10.0.0.1, false",
    "64:ff9b:1::/48, 64:ff9b:1::10.0.0.1, true",
    "64:ff9b:1::/48, 64:ff9b:1::169.254.169.254, false",
    "fc00::/7, fd12::1, true",
    "::/0, ::1, true",
    "::/0, 127.0.0.1, false",
    "0.0.0.0/0, 10.0.0.1, true",
    "0.0.0.0/0, 169.254.169.254, false",
    "169.254.0.0/16, 169.254.169.254, false",
    "169.254.0.0/16, 169.254.7.7, true",
    "169.254.169.254/32, 169.254.169.254, true",
    "169.254.169.254, ::ffff:169.254.169.254, true",
    "fc00::/7, fd00:ec2::254, false",
    "fd00:ec2::254/128, fd00:ec2::254, true",
    "0.0.0.0/0, 100.100.100.200, false",
    "0.0.0.0/0, 168.63.129.16, false",
    "0.0.0.0/0, 64:ff9b::169.254.169.254, false",
    "0.0.0.0/0, 2002:a9fe:a9fe::1, false"
  })
  void allowOpensRangesButMetadataOnlyByItsName(String allow, String literal, boolean admitted) {
    assertThat(refusal(allowing(allow), literal) == null).isEqualTo(admitted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"})
  void denyWinsOverAllowInEveryDisguise(String literal) {
    EgressPolicy policy = EgressPolicy.of(List.of("8.8.8.8/32", "::/0"), List.of("8.8.8.0/24"));
    assertThat(refusal(policy, literal)).contains("probity.egress.deny=8.8.8.0/24");
  }

  @Test
  void theSentenceNamesAddressRangeAndSetting() {
    assertThat(refusal(allowing(), "127.0.0.1"))
        .isEqualTo(
            "127.0.0.1 is a loopback address (127.0.0.0/8); probity.egress.allow=127.0.0.0/8 would allow it");
    assertThat(refusal(allowing(), "64:ff9b::7f00:1"))
        .startsWith("64:ff9b::7f00:1 stands for 127.0.0.1, which is a loopback address");
    assertThat(refusal(allowing("0.0.0.0/0"), "169.254.169.254"))
        .isEqualTo(
            "169.254.169.254 is a cloud metadata service; only probity.egress.allow=169.254.169.254/32 would allow it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/08",
        "10.0.0/8",
        "10.0.0.1/8",
        "fd00::/129",
        "::ffff:10.0.0.0/104",
        "example.com",
        "10.0.0.0 /8",
        "010.0.0.0/8"
      })
  void refusesNonsenseAtStartNamingTheKey(String range) {
    assertThatThrownBy(() -> EgressPolicy.of(List.of(), List.of(range)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("probity.egress.deny: '" + range + "'");
    assertThatThrownBy(() -> allowing(range)).hasMessageStartingWith("probity.egress.allow: ");
  }
}
