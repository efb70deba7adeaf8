package io.probity.tls;

import io.probity.tls.Standing.Source;
import io.probity.tls.Standing.Status;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Judges stapled OCSP responses. Only a sound one that says "revoked" is held against a
 * certificate: whoever could forge a staple could as well leave it out. Servers send the same
 * response for days, so what was made of it is kept for minutes. Loop-confined.
 */
public final class StapleJudge {
  private static final int MAX_ENTRIES = 20_000;
  private static final int MAX_STAPLE = 16 * 1024;
  private static final Duration KEEP = Duration.ofMinutes(10);

  private final ChainVerifier verifier;
  private final ExpiringCache<Standing> known = new ExpiringCache<>(MAX_ENTRIES);

  /** Learns from the verifier who issued a certificate. */
  public StapleJudge(ChainVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Judges the staple of a chain's leaf.
   *
   * @param presented as the peer sent it, leaf first
   * @param staple null or empty: there was none
   */
  public Screened judge(
      List<X509Certificate> presented, byte @Nullable [] staple, String host, Instant now) {
    X509Certificate leaf = presented.get(0);
    if (staple == null || staple.length == 0) {
      Status status = Pointers.mustStaple(leaf) ? Status.MISSING : Status.ABSENT;
      return new Screened(null, List.of(Standing.of(Source.STAPLE, status)));
    }
    Standing standing = staple.length > MAX_STAPLE ? tooLarge() : known(presented, staple, now);
    return new Screened(
        standing.status() == Status.REVOKED ? RevokedVerdict.of(leaf, 0, host, standing) : null,
        List.of(standing));
  }

  private Standing known(List<X509Certificate> presented, byte[] staple, Instant now) {
    X509Certificate leaf = presented.get(0);
    String key = CertificateFacts.fingerprint(leaf) + digest(staple);
    return known
        .get(
            key,
            now,
            () -> CompletableFuture.completedFuture(judge(presented, staple, now)),
            standing -> until(standing, now))
        .toCompletableFuture()
        .join();
  }

  private Standing judge(List<X509Certificate> presented, byte[] staple, Instant now) {
    X509Certificate leaf = presented.get(0);
    X509Certificate issuer = verifier.issuer(leaf, presented);
    return issuer == null
        ? Standing.of(Source.STAPLE, Status.UNTRUSTED, "issuer_unknown")
        : new OcspResponse(Source.STAPLE, leaf, issuer, now).judge(staple);
  }

  private static Instant until(Standing standing, Instant now) {
    Instant kept = now.plus(KEEP);
    Instant until = standing.until();
    return until == null || until.isAfter(kept) || until.isBefore(now) ? kept : until;
  }

  private static Standing tooLarge() {
    return Standing.of(Source.STAPLE, Status.UNUSABLE, "too_large");
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
