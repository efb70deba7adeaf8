package io.probity.tls;

import io.probity.tls.PkiFetcher.Fetched;
import io.probity.tls.PkiFetcher.Request;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the certificate that a server forgot to send is where the last one sent says,
 * so that some clients get along and others do not. For the evidence only, after the verdict. What
 * was fetched is kept for an hour, what could not be for minutes. Loop-confined.
 */
public final class MissingIssuer {
  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_CERTIFICATES = 10;
  private static final Duration KEEP = Duration.ofHours(1);
  private static final Duration KEEP_NOTHING = Duration.ofMinutes(10);

  private final ChainVerifier verifier;
  private final PkiFetcher fetcher;
  private final ExpiringCache<Found> known = new ExpiringCache<>(MAX_ENTRIES);

  /** The certificates at a URL, or why there are none. */
  private record Found(List<X509Certificate> certificates, Fetched.@Nullable Nothing nothing) {}

  /** Judges the completed chain with the verifier. */
  public MissingIssuer(ChainVerifier verifier, PkiFetcher fetcher) {
    this.verifier = verifier;
    this.fetcher = fetcher;
  }

  /**
   * What the certificate at fault of an incomplete chain leads to; never fails.
   *
   * @param atFault index in the chain
   * @param timeout for fetching
   * @return the evidence: {@code url}, {@code repairs} (absent: not known), {@code reason} why not
   *     or why it is not known, {@code detail}; null: the certificate does not say
   */
  public CompletionStage<@Nullable Map<String, Object>> evidence(
      List<X509Certificate> presented, int atFault, String host, Duration timeout, Instant now) {
    String url =
        atFault < 0 || atFault >= presented.size()
            ? null
            : Pointers.caIssuers(presented.get(atFault)).orElse(null);
    if (url == null) {
      return CompletableFuture.completedFuture(null);
    }
    return known
        .get(
            url,
            now,
            () ->
                fetcher
                    .fetch(new Request(url, null, MAX_BYTES, timeout))
                    .thenApply(MissingIssuer::found),
            found -> now.plus(found.nothing() == null ? KEEP : KEEP_NOTHING))
        .thenApply(found -> evidence(url, found, presented, host, now));
  }

  private Map<String, Object> evidence(
      String url, Found found, List<X509Certificate> presented, String host, Instant now) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("url", url);
    Fetched.Nothing nothing = found.nothing();
    if (nothing != null) {
      evidence.put("reason", nothing.reason());
      evidence.put("detail", nothing.detail());
      return evidence;
    }
    List<X509Certificate> completed = new ArrayList<>(presented);
    completed.addAll(found.certificates());
    ChainProblem problem = verifier.verify(completed, host, now).problem();
    evidence.put("repairs", problem == null);
    if (problem != null) {
      evidence.put("reason", problem.name().toLowerCase(Locale.ROOT));
    }
    return evidence;
  }

  private static Found found(Fetched fetched) {
    if (fetched instanceof Fetched.Nothing nothing) {
      return new Found(List.of(), nothing);
    }
    byte[] bytes = ((Fetched.Content) fetched).bytes();
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .limit(MAX_CERTIFICATES)
              .map(X509Certificate.class::cast)
              .toList();
      return certificates.isEmpty() ? unreadable() : new Found(certificates, null);
    } catch (CertificateException e) {
      return unreadable();
    }
  }

  private static Found unreadable() {
    return new Found(
        List.of(),
        new Fetched.Nothing("not_a_certificate", "What is there cannot be read as a certificate."));
  }
}
