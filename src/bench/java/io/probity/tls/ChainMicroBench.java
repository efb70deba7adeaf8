package io.probity.tls;

import io.probity.testing.TestCa;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it takes to judge a chain of two below a trusted root, as each fresh connection does. */
@State(Scope.Thread)
public class ChainMicroBench {
  /** More than the JDK remembers: one that it has parsed before also knows that it was verified. */
  private static final int LEAVES = 1_000;

  private static final String HOST = "api.example.com";
  private static final Instant NOW = Instant.now();

  private final TestCa root = TestCa.root("Measured");
  private final TestCa issuing =
      root.intermediate("Issuing", NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(90)));
  private final List<X509Certificate> chain = issuing.leaf(HOST).chain();
  private final List<byte[]> leaves = new ArrayList<>();
  private final ChainVerifier verifier =
      new PkixChainVerifier(TrustAnchors.of(List.of(root.certificate())));
  private final ChainVerifier caching = new CachingChainVerifier(verifier);
  private CertificateFactory certificates;
  private int next;

  @Setup
  public void issue() throws CertificateException {
    certificates = CertificateFactory.getInstance("X.509");
    for (int i = 0; i < LEAVES; i++) {
      leaves.add(encoded());
    }
  }

  private byte[] encoded() throws CertificateEncodingException {
    return issuing.leaf(HOST).leaf().getEncoded();
  }

  @Benchmark
  public ChainVerdict newLeaf() throws CertificateException {
    next = (next + 1) % LEAVES;
    X509Certificate leaf =
        (X509Certificate)
            certificates.generateCertificate(new ByteArrayInputStream(leaves.get(next)));
    return verifier.verify(List.of(leaf, issuing.certificate()), HOST, NOW);
  }

  @Benchmark
  public ChainVerdict knownChain() {
    return caching.verify(chain, HOST, NOW);
  }
}
