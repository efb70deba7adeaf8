package io.probity.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts a revocation into a verdict. Pure. */
final class RevokedVerdict {
  private RevokedVerdict() {}

  /**
   * The verdict.
   *
   * @param index of the certificate in the presented chain, -1: it was not presented
   */
  static ChainVerdict of(X509Certificate certificate, int index, String host, Standing standing) {
    String who =
        index == 0 ? Wording.leaf(certificate, host) : Wording.ca(certificate) + " above " + host;
    Instant at = standing.revokedAt();
    String reason = standing.reason();
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("subject", Wording.subject(certificate));
    evidence.put("issuer", Wording.issuer(certificate));
    evidence.put("serialNumber", CertificateFacts.serial(certificate));
    evidence.putAll(standing.evidence());
    String since = at == null ? "" : " on " + at;
    String why = reason == null ? "" : " (" + reason.replace('_', ' ') + ")";
    return new ChainVerdict(
        ChainProblem.REVOKED,
        index,
        Wording.sentence(
            "%s was revoked%s%s, says %s".formatted(who, since, why, name(standing.source()))),
        evidence);
  }

  private static String name(Standing.Source source) {
    if (source == Standing.Source.STAPLE) {
      return "the OCSP response stapled to it";
    }
    return source == Standing.Source.OCSP ? "its OCSP responder" : "the CRL of its issuer";
  }
}
