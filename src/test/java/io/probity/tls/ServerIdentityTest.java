package io.probity.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.CertificateRequest;
import io.probity.testing.TestCa;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerIdentityTest {
  private static final TestCa CA = TestCa.root("Root");

  @ParameterizedTest
  @CsvSource({
    "a.example.com, a.example.com, true",
    "a.example.com, A.EXAMPLE.com, true",
    "A.example.COM, a.example.com., true",
    "a.example.com, b.example.com, false",
    "a.example.com, example.com, false",
    "*.example.com, a.example.com, true",
    "*.example.com, A.Example.Com., true",
    "*.example.com, example.com, false",
    "*.example.com, a.b.example.com, false",
    "*.example.com, .example.com, false",
    "*.com, example.com, false",
    "a*.example.com, ab.example.com, false",
    "*a.example.com, ba.example.com, false",
    "b.*.example.com, b.c.example.com, false",
    "*.*.example.com, b.c.example.com, false",
    "xn--exmple-cua.com, xn--exmple-cua.com, true",
    "xn--exmple-cua.com, exämple.com, true",
    "localhost, localhost, true",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "::1, ::1, true",
    "2001:db8::1, 2001:db8:0:0::1, true",
    "2001:db8::1, 2001:db8::2, false"
  })
  void matchesByAlternativeNamesAlone(String presented, String host, boolean matches) {
    TestCa.Issued issued = CA.issue(CertificateRequest.leaf(host.replace("*", "x"), presented));
    assertThat(ServerIdentity.matches(issued.leaf(), host)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "a.example.com"})
  void anAddressIsNoNameAndANameNoAddress(String host) {
    String other = host.startsWith("1") ? "a.example.com" : "127.0.0.1";
    TestCa.Issued issued = CA.issue(CertificateRequest.leaf(host, other));
    assertThat(ServerIdentity.matches(issued.leaf(), host)).isFalse();
  }
}
