package io.probity.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges chains by RFC 5280 and RFC 9525 on its own search for paths, so that every refusal has its
 * cause. Where several things are wrong the one is reported whose cure comes first:
 *
 * <ol>
 *   <li>the leaf's validity: a certificate that was not renewed is the usual cause, whatever else
 *   <li>trust: self-signed, untrusted root, incomplete chain; with them a name proves nothing
 *   <li>the path: expired CA, weak key or signature, no CA, name constraints, usage of CAs
 *   <li>the leaf's usage
 *   <li>the host's name
 * </ol>
 *
 * The rest is in the evidence as {@code also}. A chain is valid as soon as one way to an anchor is,
 * whatever else was presented. Stateless.
 */
public final class PkixChainVerifier implements ChainVerifier {
  /** Beyond this nothing is looked at; honest chains have two to five. */
  private static final int MAX_PRESENTED = 20;

  private static final int MAX_DETAIL = 1_500;
  private static final int MAX_TEXT = 253;

  private final TrustAnchors anchors;

  /** Trusts these and nothing else. */
  public PkixChainVerifier(TrustAnchors anchors) {
    this.anchors = anchors;
  }

  @Override
  public ChainVerdict verify(List<X509Certificate> presented, String host, Instant now) {
    List<X509Certificate> chain;
    try {
      chain = parsed(presented);
    } catch (CertificateException e) {
      return new ChainVerdict(
          ChainProblem.INVALID_CHAIN,
          -1,
          "A certificate presented for %s cannot be parsed.".formatted(host),
          Map.of("reason", String.valueOf(e.getMessage())));
    }
    LeafJudge leaf = new LeafJudge(chain.get(0), host);
    List<Finding> findings =
        Stream.of(leaf.validity(now), trust(chain, host, now), leaf.usage(), leaf.identity())
            .filter(Objects::nonNull)
            .toList();
    return findings.isEmpty() ? ChainVerdict.VALID : verdict(findings, chain);
  }

  @Override
  public @Nullable X509Certificate issuer(
      X509Certificate certificate, List<X509Certificate> presented) {
    if (anchors.contains(certificate)) {
      return null;
    }
    for (X509Certificate anchor : anchors.named(certificate.getIssuerX500Principal())) {
      if (ChainPaths.isSignedBy(certificate, anchor.getPublicKey())) {
        return anchor;
      }
    }
    return ChainVerifier.super.issuer(certificate, presented);
  }

  private @Nullable Finding trust(List<X509Certificate> chain, String host, Instant now) {
    ChainPaths paths = new ChainPaths(chain, anchors);
    Finding first = null;
    for (ChainPaths.Path path : paths.complete()) {
      Finding found = new PathJudge(path, host, now).judge();
      if (found == null) {
        return null;
      }
      first = first == null ? found : first;
    }
    return first == null ? untrusted(paths, chain.get(0), host) : first;
  }

  private static Finding untrusted(ChainPaths paths, X509Certificate leaf, String host) {
    X509Certificate last = paths.deadEnd();
    if (ChainPaths.isSelfSigned(last)) {
      return last.equals(leaf)
          ? new Finding(
              ChainProblem.SELF_SIGNED,
              leaf,
              Wording.sentence(
                  Wording.leaf(leaf, host)
                      + " is issued by itself and not trusted; probity.tls.extra-ca would make it so"))
          : new Finding(
              ChainProblem.UNTRUSTED_ROOT,
              last,
              "The chain of %s ends in the root %s, which is not trusted; probity.tls.extra-ca would make it so."
                  .formatted(host, Wording.subject(last)));
    }
    X509Certificate namesake = paths.namesake();
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("missingIssuer", Wording.issuer(last));
    Pointers.caIssuers(last).ifPresent(uri -> evidence.put("caIssuers", uri));
    if (namesake != null) {
      evidence.put("reason", "signature_of_another_key");
      return new Finding(
          ChainProblem.INVALID_CHAIN,
          last,
          "The signature of %s is not by the key of the issuer it names, %s, that was presented or is trusted."
              .formatted(Wording.subject(last), Wording.issuer(last)),
          evidence);
    }
    String cure =
        evidence.containsKey("caIssuers")
            ? "the server should send it (it is at %s)".formatted(evidence.get("caIssuers"))
            : "either the server should send it, or it is a root that is not trusted";
    return new Finding(
        ChainProblem.INCOMPLETE_CHAIN,
        last,
        "The chain of %s breaks off: the issuer of %s, %s, was not presented and is not trusted; %s."
            .formatted(host, Wording.subject(last), Wording.issuer(last), cure),
        evidence);
  }

  private static ChainVerdict verdict(List<Finding> findings, List<X509Certificate> chain) {
    Finding first = findings.get(0);
    X509Certificate at = first.certificate();
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("subject", Wording.subject(at));
    evidence.put("issuer", Wording.issuer(at));
    evidence.put("serialNumber", bounded(CertificateFacts.serial(at)));
    evidence.put("notBefore", at.getNotBefore().toInstant().toString());
    evidence.put("notAfter", at.getNotAfter().toInstant().toString());
    first.evidence().forEach((name, value) -> evidence.put(name, bounded(value)));
    List<String> also =
        findings.stream()
            .skip(1)
            .map(finding -> finding.problem().name().toLowerCase(Locale.ROOT))
            .distinct()
            .toList();
    if (!also.isEmpty()) {
      evidence.put("also", also);
    }
    String detail = Wording.bounded(first.detail(), MAX_DETAIL);
    return new ChainVerdict(first.problem(), chain.indexOf(at), detail, evidence);
  }

  /** Names and URLs in a certificate are as long as the peer likes. */
  private static Object bounded(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(PkixChainVerifier::bounded).toList();
    }
    return value instanceof String text ? Wording.bounded(text, MAX_TEXT) : value;
  }

  /**
   * The same certificates as the JDK's own objects: those of other TLS engines lack the memory of a
   * proven signature.
   */
  private static List<X509Certificate> parsed(List<X509Certificate> presented)
      throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> parsed = new ArrayList<>();
    for (X509Certificate certificate :
        presented.subList(0, Math.min(MAX_PRESENTED, presented.size()))) {
      parsed.add(
          (X509Certificate)
              factory.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
    }
    return parsed;
  }
}
