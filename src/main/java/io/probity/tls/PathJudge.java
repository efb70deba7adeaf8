package io.probity.tls;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a way from leaf to anchor shows: validity of the CAs, strength, usage, then all of RFC 5280
 * §6 by the JDK. Pure.
 */
final class PathJudge {
  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  private final List<X509Certificate> path;
  private final X509Certificate anchor;
  private final String host;
  private final Instant now;

  PathJudge(ChainPaths.Path path, String host, Instant now) {
    this.path = path.certificates();
    this.anchor = path.anchor();
    this.host = host;
    this.now = now;
  }

  /** The first thing found; null: the path is sound. */
  @Nullable Finding judge() {
    for (X509Certificate ca : path.stream().skip(1).toList()) {
      Finding found = validity(ca);
      if (found != null) {
        return found;
      }
    }
    for (X509Certificate certificate : path) {
      Finding found = strength(certificate);
      if (found != null) {
        return found;
      }
    }
    Finding found = path.isEmpty() ? null : pkix();
    return found == null ? purposeOfIssuers() : found;
  }

  private @Nullable Finding validity(X509Certificate ca) {
    Instant notBefore = ca.getNotBefore().toInstant();
    Instant notAfter = ca.getNotAfter().toInstant();
    if (now.isAfter(notAfter)) {
      return found(
          ChainProblem.INTERMEDIATE_EXPIRED,
          ca,
          "that issued for %s expired on %s, %s ago"
              .formatted(host, notAfter, Wording.span(notAfter, now)));
    }
    return now.isBefore(notBefore)
        ? found(
            ChainProblem.INVALID_CHAIN,
            ca,
            "is valid only from %s, in %s".formatted(notBefore, Wording.span(now, notBefore)),
            "ca_not_yet_valid")
        : null;
  }

  private @Nullable Finding strength(X509Certificate certificate) {
    if (Strength.hasWeakKey(certificate)) {
      return found(
          ChainProblem.WEAK_KEY,
          certificate,
          "has a key that is too weak: %s (RSA needs 2048 bits, EC 224)"
              .formatted(CertificateFacts.key(certificate.getPublicKey())));
    }
    return Strength.hasWeakSignature(certificate)
        ? found(
            ChainProblem.WEAK_SIGNATURE,
            certificate,
            "is signed with %s, which can be forged".formatted(certificate.getSigAlgName()))
        : null;
  }

  private @Nullable Finding purposeOfIssuers() {
    for (X509Certificate ca : path.stream().skip(1).toList()) {
      if (!Usage.allowsServers(ca)) {
        return found(
            ChainProblem.WRONG_USAGE,
            ca,
            "may not issue for servers: its extended key usage lacks serverAuth");
      }
    }
    return null;
  }

  private @Nullable Finding pkix() {
    try {
      boolean constrained =
          anchor.getExtensionValue(NAME_CONSTRAINTS) != null && ChainPaths.isSelfSigned(anchor);
      List<X509Certificate> checked = constrained ? withAnchor() : path;
      TrustAnchor trusted =
          constrained
              ? new TrustAnchor(anchor.getIssuerX500Principal(), anchor.getPublicKey(), null)
              : new TrustAnchor(anchor, null);
      PKIXParameters parameters = new PKIXParameters(Set.of(trusted));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(checked), parameters);
      return null;
    } catch (CertPathValidatorException e) {
      return failed(e);
    } catch (CertificateException
        | InvalidAlgorithmParameterException
        | IllegalArgumentException e) {
      return found(
          ChainProblem.INVALID_CHAIN,
          path.get(0),
          "cannot be validated: " + e.getMessage(),
          "not_processable");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK validates PKIX paths", e);
    }
  }

  /**
   * The JDK refuses to work with the name constraints of an anchor; those of a root hold if it is
   * taken for the last certificate of the path and its key for the anchor.
   */
  private List<X509Certificate> withAnchor() {
    return Stream.concat(path.stream(), Stream.of(anchor)).toList();
  }

  private @Nullable Finding failed(CertPathValidatorException e) {
    int index = e.getIndex();
    X509Certificate at = index < path.size() ? path.get(Math.max(0, index)) : anchor;
    Reason reason = e.getReason();
    if (index == 0 && (reason == BasicReason.EXPIRED || reason == BasicReason.NOT_YET_VALID)) {
      return null; // the leaf's own validity is judged elsewhere
    }
    if (reason == PKIXReason.NOT_CA_CERT) {
      return found(ChainProblem.INVALID_CA, at, "issued a certificate but is no CA");
    }
    if (reason == PKIXReason.INVALID_KEY_USAGE) {
      return found(
          ChainProblem.INVALID_CA,
          at,
          "issued a certificate but its key usage does not allow that");
    }
    if (reason == PKIXReason.PATH_TOO_LONG) {
      return found(
          ChainProblem.INVALID_CA, at, "stands below a CA whose path length is exceeded by it");
    }
    if (reason == PKIXReason.INVALID_NAME) {
      return found(
          ChainProblem.NAME_CONSTRAINT,
          at,
          "bears a name that the name constraints of its CA exclude");
    }
    String name = String.valueOf(reason).toLowerCase(Locale.ROOT);
    return found(ChainProblem.INVALID_CHAIN, at, "fails path validation: " + name, name);
  }

  private Finding found(ChainProblem problem, X509Certificate at, String predicate) {
    return new Finding(problem, at, sentence(at, predicate));
  }

  private Finding found(ChainProblem problem, X509Certificate at, String predicate, String reason) {
    return new Finding(problem, at, sentence(at, predicate), Map.of("reason", reason));
  }

  private String sentence(X509Certificate at, String predicate) {
    String subject = !path.isEmpty() && at == path.get(0) ? Wording.leaf(at, host) : Wording.ca(at);
    return Wording.sentence(subject + " " + predicate);
  }
}
