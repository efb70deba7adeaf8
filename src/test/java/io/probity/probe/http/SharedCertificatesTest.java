package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.util.LazyX509Certificate;
import io.probity.testing.TestCa;
import java.lang.ref.WeakReference;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SharedCertificatesTest {
  private static final X509Certificate ONE =
      TestCa.root("Shared root").leaf("x.test").chain().get(0);
  private static final X509Certificate OTHER = TestCa.selfSigned("y.test").chain().get(0);

  private final SharedCertificates certificates = new SharedCertificates();

  /** As it comes from a handshake: new each time. */
  private static X509Certificate presented(X509Certificate certificate) {
    try {
      return new LazyX509Certificate(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theSameCertificateIsTheSameObject() {
    List<X509Certificate> first =
        certificates.of(new X509Certificate[] {presented(ONE), presented(OTHER)});
    List<X509Certificate> second =
        certificates.of(new X509Certificate[] {presented(OTHER), presented(ONE)});
    assertThat(first).containsExactly(ONE, OTHER);
    assertThat(second.get(0)).isSameAs(first.get(1));
    assertThat(second.get(1)).isSameAs(first.get(0));
  }

  @Test
  void whatNobodyHasIsForgotten() {
    WeakReference<X509Certificate> held =
        new WeakReference<>(certificates.of(new X509Certificate[] {presented(ONE)}).get(0));
    Awaitility.await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(held.get()).isNull();
            });
    assertThat(certificates.of(new X509Certificate[] {presented(ONE)})).containsExactly(ONE);
  }
}
