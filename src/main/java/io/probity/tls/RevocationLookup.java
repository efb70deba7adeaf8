package io.probity.tls;

import io.probity.tls.Der.Malformed;
import io.probity.tls.PkiFetcher.Fetched;
import io.probity.tls.PkiFetcher.Request;
import io.probity.tls.Standing.Source;
import io.probity.tls.Standing.Status;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks who a chain's certificates name as knowing of revocations: by OCSP, else by CRL, all
 * certificates at once, within a second. Who cannot be asked is noted and fails nothing. Answers
 * are kept as long as they say, at most half a day; missing ones for minutes. Loop-confined.
 */
public final class RevocationLookup {
  /** The most time that a look-up takes. */
  public static final Duration TIMEOUT = Duration.ofSeconds(1);

  private static final int MAX_DEPTH = 5;
  private static final int MAX_ENTRIES = 20_000;
  private static final int MAX_OCSP = 16 * 1024;
  private static final int MAX_CRL = 1024 * 1024;
  private static final Duration KEEP_AT_LEAST = Duration.ofMinutes(5);
  private static final Duration KEEP_AT_MOST = Duration.ofHours(12);

  private final ChainVerifier verifier;
  private final PkiFetcher fetcher;
  private final ExpiringCache<Standing> known = new ExpiringCache<>(MAX_ENTRIES);

  private record Suspect(X509Certificate certificate, X509Certificate issuer) {}

  /** Learns from the verifier who issued a certificate. */
  public RevocationLookup(ChainVerifier verifier, PkiFetcher fetcher) {
    this.verifier = verifier;
    this.fetcher = fetcher;
  }

  /**
   * Looks the certificates of a chain up; never fails.
   *
   * @param presented as the peer sent it, leaf first; found valid before
   * @param stapled what the leaf's staple said; if that settles the leaf, it is not looked up
   */
  public CompletionStage<Screened> screen(
      List<X509Certificate> presented, List<Standing> stapled, String host, Instant now) {
    boolean settled = stapled.stream().anyMatch(Standing::isConclusive);
    List<Suspect> suspects = suspects(presented).stream().skip(settled ? 1 : 0).toList();
    List<CompletableFuture<Standing>> answers =
        suspects.stream().map(suspect -> known(suspect, now).toCompletableFuture()).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            all -> {
              List<Standing> standings = new ArrayList<>(stapled);
              answers.forEach(answer -> standings.add(answer.join()));
              for (int i = 0; i < suspects.size(); i++) {
                if (answers.get(i).join().status() == Status.REVOKED) {
                  X509Certificate revoked = suspects.get(i).certificate();
                  return new Screened(
                      RevokedVerdict.of(
                          revoked, presented.indexOf(revoked), host, answers.get(i).join()),
                      standings);
                }
              }
              return new Screened(null, standings);
            });
  }

  private List<Suspect> suspects(List<X509Certificate> presented) {
    List<Suspect> suspects = new ArrayList<>();
    X509Certificate certificate = presented.get(0);
    while (suspects.size() < MAX_DEPTH) {
      X509Certificate issuer = verifier.issuer(certificate, presented);
      if (issuer == null) {
        break;
      }
      suspects.add(new Suspect(certificate, issuer));
      certificate = issuer;
    }
    return suspects;
  }

  private CompletionStage<Standing> known(Suspect suspect, Instant now) {
    return known.get(
        CertificateFacts.fingerprint(suspect.certificate()),
        now,
        () -> lookUp(suspect, now),
        standing -> until(standing, now));
  }

  private static Instant until(Standing standing, Instant now) {
    Instant least = now.plus(KEEP_AT_LEAST);
    Instant most = now.plus(KEEP_AT_MOST);
    Instant until = standing.until();
    if (!standing.isConclusive() || until == null || until.isBefore(least)) {
      return least;
    }
    return until.isBefore(most) ? until : most;
  }

  private CompletionStage<Standing> lookUp(Suspect suspect, Instant now) {
    Optional<String> responder = Pointers.ocsp(suspect.certificate());
    Optional<String> list = Pointers.crl(suspect.certificate());
    if (responder.isEmpty()) {
      return list.isEmpty()
          ? CompletableFuture.completedFuture(Standing.of(Source.CRL, Status.ABSENT))
          : crl(suspect, list.get(), TIMEOUT, now);
    }
    if (list.isEmpty()) {
      return ocsp(suspect, responder.get(), TIMEOUT, now);
    }
    Duration half = TIMEOUT.dividedBy(2);
    return ocsp(suspect, responder.get(), half, now)
        .thenCompose(
            answer ->
                answer.isConclusive()
                    ? CompletableFuture.completedFuture(answer)
                    : crl(suspect, list.get(), half, now));
  }

  private CompletionStage<Standing> ocsp(
      Suspect suspect, String url, Duration timeout, Instant now) {
    byte[] question;
    try {
      question = CertificateId.of(suspect.certificate(), suspect.issuer()).request();
    } catch (Malformed e) {
      return CompletableFuture.completedFuture(Standing.of(Source.OCSP, Status.UNUSABLE));
    }
    OcspResponse response =
        new OcspResponse(Source.OCSP, suspect.certificate(), suspect.issuer(), now);
    return fetcher
        .fetch(new Request(url, question, MAX_OCSP, timeout))
        .thenApply(
            fetched ->
                fetched instanceof Fetched.Content content
                    ? response.judge(content.bytes())
                    : unavailable(Source.OCSP, fetched));
  }

  private CompletionStage<Standing> crl(
      Suspect suspect, String url, Duration timeout, Instant now) {
    RevocationList list = new RevocationList(suspect.certificate(), suspect.issuer(), url, now);
    return fetcher
        .fetch(new Request(url, null, MAX_CRL, timeout))
        .thenApply(
            fetched ->
                fetched instanceof Fetched.Content content
                    ? list.judge(content.bytes())
                    : unavailable(Source.CRL, fetched));
  }

  private static Standing unavailable(Source source, Fetched fetched) {
    String reason = fetched instanceof Fetched.Nothing nothing ? nothing.reason() : "nothing";
    return Standing.of(source, Status.UNAVAILABLE, reason);
  }
}
