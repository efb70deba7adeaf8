package io.probity.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** How certificates and times are put into sentences. */
final class Wording {
  private static final int MAX_NAME = 200;

  private Wording() {}

  /** E.g. "the certificate of a.example (CN=a.example, serial 3f)". */
  static String leaf(X509Certificate certificate, String host) {
    return "the certificate of %s (%s)".formatted(host, identity(certificate));
  }

  /** E.g. "the CA certificate (CN=Example CA, serial 3f)". */
  static String ca(X509Certificate certificate) {
    return "the CA certificate (%s)".formatted(identity(certificate));
  }

  static String subject(X509Certificate certificate) {
    return name(certificate.getSubjectX500Principal().toString());
  }

  static String issuer(X509Certificate certificate) {
    return name(certificate.getIssuerX500Principal().toString());
  }

  /** A sentence: first letter upper case, full stop. */
  static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  /** E.g. "2 days": the largest unit of which there are at least two. */
  static String span(Instant from, Instant to) {
    Duration length = Duration.between(from, to).abs();
    if (length.toDays() >= 2) {
      return length.toDays() + " days";
    }
    if (length.toHours() >= 2) {
      return length.toHours() + " hours";
    }
    if (length.toMinutes() >= 2) {
      return length.toMinutes() + " minutes";
    }
    return length.toSeconds() + " seconds";
  }

  /** Text of the peer's, cut where it would be too long for a sentence or the evidence. */
  static String bounded(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }

  private static String identity(X509Certificate certificate) {
    return subject(certificate) + ", serial " + CertificateFacts.serial(certificate);
  }

  private static String name(String principal) {
    if (principal.isEmpty()) {
      return "no subject";
    }
    return principal.length() <= MAX_NAME ? principal : principal.substring(0, MAX_NAME) + "…";
  }
}
