package io.probity.tls;

import io.probity.tls.Der.Malformed;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * How OCSP names a certificate (RFC 6960 §4.1.1): by its serial number and digests of its issuer's
 * name and key.
 */
record CertificateId(BigInteger serial, byte[] issuerName, byte[] issuerKey) {
  private static final String SHA_1 = "1.3.14.3.2.26";
  private static final byte[] SHA_1_IDENTIFIER = HexFormat.of().parseHex("300906052b0e03021a0500");

  static CertificateId of(X509Certificate certificate, X509Certificate issuer) throws Malformed {
    List<Der> key = Der.of(issuer.getPublicKey().getEncoded()).children();
    return new CertificateId(
        certificate.getSerialNumber(),
        issuer.getSubjectX500Principal().getEncoded(),
        key.get(key.size() - 1).bits());
  }

  /** Whether this certificate is meant, whatever digest was used. */
  boolean isMeantBy(Der id) throws Malformed {
    DerReader reader = id.reader();
    String algorithm = reader.next(Der.SEQUENCE).inner().oid();
    Der name = reader.next(Der.OCTET_STRING);
    Der key = reader.next(Der.OCTET_STRING);
    if (!reader.next(Der.INTEGER).integer().equals(serial)) {
      return false;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      return name.contains(digest.digest(issuerName)) && key.contains(digest.digest(issuerKey));
    } catch (NoSuchAlgorithmException e) {
      return false;
    }
  }

  /** An OCSP request for it; SHA-1 is what every responder knows (RFC 5019 §2.1.1). */
  byte[] request() {
    byte[] id =
        sequence(
            SHA_1_IDENTIFIER,
            element(Der.OCTET_STRING, sha1(issuerName)),
            element(Der.OCTET_STRING, sha1(issuerKey)),
            element(Der.INTEGER, serial.toByteArray()));
    return sequence(sequence(sequence(sequence(id))));
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance(SHA_1).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static byte[] sequence(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return element(Der.SEQUENCE, content.toByteArray());
  }

  /** All that is written here is short: digests and a serial number. */
  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (content.length >= 0x80) {
      element.write(0x82);
      element.write(content.length >> 8);
    }
    element.write(content.length);
    element.writeBytes(content);
    return element.toByteArray();
  }
}
