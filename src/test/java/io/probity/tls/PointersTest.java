package io.probity.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.CertificateRequest;
import io.probity.testing.TestCa;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

class PointersTest {
  private static final TestCa CA = TestCa.root("Pointing CA");

  @Test
  void whatCanBeFollowedGoesBeforeWhatStandsFirst() {
    String ldap = "ldap:///CN=CA,CN=AIA?cACertificate?base";
    String http = "http://pki.test/ca.crt";
    assertThat(Pointers.caIssuers(pointing(ldap, http))).contains(http);
    assertThat(Pointers.caIssuers(pointing(http, ldap))).contains(http);
    assertThat(Pointers.caIssuers(pointing(ldap, "https://pki.test/"))).contains(ldap);
    assertThat(Pointers.caIssuers(CA.leaf("x.test").leaf())).isEmpty();
  }

  private static X509Certificate pointing(String... uris) {
    return CA.issue(CertificateRequest.leaf("x.test", "x.test").caIssuers(uris)).leaf();
  }
}
