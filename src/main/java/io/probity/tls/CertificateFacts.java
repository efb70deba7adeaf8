package io.probity.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * What people want to know of a certificate.
 *
 * @param subject distinguished name, most specific part first, e.g. "CN=example.com, O=Example"
 * @param issuer in the same form
 * @param subjectAlternativeNames DNS names and IP addresses, in the certificate's order
 * @param serialNumber lower-case hexadecimal
 * @param sha256 fingerprint of the whole certificate, lower-case hexadecimal
 * @param key e.g. "EC P-256", "RSA 2048", "Ed25519"
 * @param signatureAlgorithm of the issuer's signature, e.g. "SHA256withRSA"
 */
public record CertificateFacts(
    String subject,
    String issuer,
    List<String> subjectAlternativeNames,
    String serialNumber,
    Instant notBefore,
    Instant notAfter,
    String sha256,
    String key,
    String signatureAlgorithm) {
  static final int SAN_DNS = 2;
  static final int SAN_IP = 7;

  /** Reads a certificate. */
  public static CertificateFacts of(X509Certificate certificate) {
    List<String> names = new ArrayList<>(alternatives(certificate, SAN_DNS));
    names.addAll(alternatives(certificate, SAN_IP));
    return new CertificateFacts(
        certificate.getSubjectX500Principal().toString(),
        certificate.getIssuerX500Principal().toString(),
        List.copyOf(names),
        serial(certificate),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        fingerprint(certificate),
        key(certificate.getPublicKey()),
        certificate.getSigAlgName());
  }

  /** SHA-256 of the whole certificate, lower-case hexadecimal. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a parsed certificate and SHA-256 are always there", e);
    }
  }

  static String serial(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16);
  }

  /** The alternative names of one type; empty also if the extension cannot be parsed. */
  static List<String> alternatives(X509Certificate certificate, int type) {
    Collection<List<?>> all;
    try {
      all = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return List.of();
    }
    if (all == null) {
      return List.of();
    }
    return all.stream()
        .filter(entry -> Integer.valueOf(type).equals(entry.get(0)))
        .map(entry -> String.valueOf(entry.get(1)))
        .toList();
  }

  static String key(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return "RSA " + rsa.getModulus().bitLength();
    }
    if (key instanceof ECPublicKey ec) {
      BigInteger order = ec.getParams().getOrder();
      return switch (order.bitLength()) {
        case 256, 384, 521 -> "EC P-" + order.bitLength();
        default -> "EC " + order.bitLength();
      };
    }
    if (key instanceof EdECPublicKey edwards) {
      return edwards.getParams().getName();
    }
    if (key instanceof DSAPublicKey dsa) {
      return "DSA " + dsa.getParams().getP().bitLength();
    }
    return key.getAlgorithm();
  }
}
