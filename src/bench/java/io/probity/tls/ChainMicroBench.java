package io.probity.tls;

import io.probity.testing.TestCa;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it takes to judge a chain of two below a trusted root, as each fresh connection does. */
@State(Scope.Thread)
public class ChainMicroBench {
  private static final String HOST = "api.example.com";
  private static final Instant NOW = Instant.now();

  private final TestCa root = TestCa.root("Measured");
  private final List<X509Certificate> chain =
      root.intermediate("Issuing", NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(90)))
          .leaf(HOST)
          .chain();
  private final ChainVerifier verifier =
      new PkixChainVerifier(TrustAnchors.of(List.of(root.certificate())));
  private final ChainVerifier caching = new CachingChainVerifier(verifier);

  @Benchmark
  public ChainVerdict newChain() {
    return verifier.verify(chain, HOST, NOW);
  }

  @Benchmark
  public ChainVerdict knownChain() {
    return caching.verify(chain, HOST, NOW);
  }
}
