package io.probity.web;

import io.probity.history.Sighting;
import io.probity.probe.FailureClass;
import io.probity.tls.CertificateFacts;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A presented chain, from the leaf towards the root.
 *
 * @param verdict "valid", or the class of what is wrong
 * @param detail what is wrong in a sentence, null: nothing
 * @param anchor who issued the last certificate that was presented, null: it issued itself
 * @param connection TLS version, cipher suite and address it was seen on
 */
public record CertificateChain(
    Moment observedAt,
    String verdict,
    @Nullable String detail,
    List<Link> links,
    @Nullable Anchor anchor,
    String connection) {
  private static final Duration SOON = Duration.ofDays(14);
  private static final Set<FailureClass> ABOVE =
      Set.of(FailureClass.TLS_INCOMPLETE_CHAIN, FailureClass.TLS_UNTRUSTED_ROOT);

  /**
   * One certificate of it.
   *
   * @param state the colour of its validity
   * @param fault why the chain is refused, if it is this one's fault, otherwise null
   */
  public record Link(
      String role,
      String name,
      String subject,
      String issuer,
      Moment notBefore,
      Moment notAfter,
      String state,
      String validity,
      String key,
      String signature,
      String names,
      String serial,
      String sha256,
      @Nullable String fault) {
    /** Whether the chain breaks here. */
    public boolean isFaulty() {
      return fault != null;
    }
  }

  /** The issuer that no presented certificate stands for. */
  public record Anchor(String name, boolean missing) {}

  /** Whether the chain is accepted. */
  public boolean isValid() {
    return detail == null && verdict.equals("valid");
  }

  /** Whether it is known which certificate is at fault. */
  public boolean isLocated() {
    return links.stream().anyMatch(Link::isFaulty);
  }

  static CertificateChain of(Sighting sighting, Instant now) {
    List<X509Certificate> chain = sighting.chain();
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < chain.size(); i++) {
      links.add(link(sighting, i, now));
    }
    FailureClass problem = sighting.problem();
    X509Certificate last = chain.get(chain.size() - 1);
    return new CertificateChain(
        Moment.of(sighting.observedAt(), now),
        problem == null ? "valid" : problem.wireName(),
        sighting.detail(),
        links,
        ownIssuer(last)
            ? null
            : new Anchor(
                EndpointWords.commonName(CertificateFacts.of(last).issuer()),
                problem != null && ABOVE.contains(problem)),
        connection(sighting));
  }

  private static Link link(Sighting sighting, int at, Instant now) {
    X509Certificate certificate = sighting.chain().get(at);
    CertificateFacts facts = CertificateFacts.of(certificate);
    boolean faulty = sighting.problem() != null && Integer.valueOf(at).equals(sighting.atFault());
    String detail = sighting.detail();
    return new Link(
        at == 0 ? "Leaf" : ownIssuer(certificate) ? "Root" : "Intermediate",
        EndpointWords.commonName(facts.subject()),
        facts.subject(),
        EndpointWords.commonName(facts.issuer()),
        Moment.of(facts.notBefore(), now),
        Moment.of(facts.notAfter(), now),
        state(facts, now),
        validity(facts, now),
        facts.key(),
        facts.signatureAlgorithm(),
        String.join(", ", facts.subjectAlternativeNames()),
        facts.serialNumber(),
        facts.sha256(),
        faulty ? (detail == null ? "" : detail) : null);
  }

  private static boolean ownIssuer(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private static String state(CertificateFacts facts, Instant now) {
    if (now.isBefore(facts.notBefore()) || !now.isBefore(facts.notAfter())) {
      return "down";
    }
    return now.plus(SOON).isBefore(facts.notAfter()) ? "up" : "degraded";
  }

  private static String validity(CertificateFacts facts, Instant now) {
    if (now.isBefore(facts.notBefore())) {
      return "Not valid for another " + Moment.span(Duration.between(now, facts.notBefore()));
    }
    Duration left = Duration.between(now, facts.notAfter());
    return left.isNegative() || left.isZero()
        ? "Expired " + Moment.span(left.negated()) + " ago"
        : Moment.span(left) + " left";
  }

  private static String connection(Sighting sighting) {
    List<String> parts = new ArrayList<>();
    for (String part : new @Nullable String[] {sighting.tlsVersion(), sighting.cipher()}) {
      if (part != null) {
        parts.add(part);
      }
    }
    if (sighting.address() != null) {
      parts.add("from " + sighting.address());
    }
    return String.join(", ", parts);
  }
}
