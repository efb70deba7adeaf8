package io.probity.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers verdicts by the whole chain and host: good ones for an hour, bad ones, whose sentences
 * count days, for a minute, none beyond the moment when a certificate's validity begins or ends.
 * Thread-safe.
 */
public final class CachingChainVerifier implements ChainVerifier {
  static final int MAX_ENTRIES = 20_000;

  private static final Duration KEEP_VALID = Duration.ofHours(1);
  private static final Duration KEEP_INVALID = Duration.ofMinutes(1);

  private record Key(ByteBuffer chain, String host) {}

  private record Known(ChainVerdict verdict, Instant from, Instant until) {}

  private final ChainVerifier verifier;
  private final Map<Key, Known> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  /** Asks the verifier for what is not known. */
  public CachingChainVerifier(ChainVerifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public ChainVerdict verify(List<X509Certificate> presented, String host, Instant now) {
    Key key = key(presented, host);
    if (key == null) {
      return verifier.verify(presented, host, now);
    }
    Known before = get(key);
    if (before != null && !now.isBefore(before.from()) && now.isBefore(before.until())) {
      return before.verdict();
    }
    ChainVerdict verdict = verifier.verify(presented, host, now);
    put(key, new Known(verdict, now, until(presented, verdict, now)));
    return verdict;
  }

  @Override
  public @Nullable X509Certificate issuer(
      X509Certificate certificate, List<X509Certificate> presented) {
    return verifier.issuer(certificate, presented);
  }

  private synchronized @Nullable Known get(Key key) {
    return known.get(key);
  }

  private synchronized void put(Key key, Known verdict) {
    known.put(key, verdict);
  }

  private static Instant until(List<X509Certificate> presented, ChainVerdict verdict, Instant now) {
    Instant until = now.plus(verdict.problem() == null ? KEEP_VALID : KEEP_INVALID);
    for (X509Certificate certificate : presented) {
      until = earlier(until, certificate.getNotBefore().toInstant(), now);
      until = earlier(until, certificate.getNotAfter().toInstant(), now);
    }
    return until;
  }

  private static Instant earlier(Instant until, Instant change, Instant now) {
    return change.isAfter(now) && change.isBefore(until) ? change : until;
  }

  private static @Nullable Key key(List<X509Certificate> presented, String host) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (X509Certificate certificate : presented) {
        byte[] der = certificate.getEncoded(); // says its own length, so the parts cannot blur
        digest.update(der);
      }
      return new Key(ByteBuffer.wrap(digest.digest()), host);
    } catch (CertificateEncodingException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
