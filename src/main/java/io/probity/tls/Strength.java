package io.probity.tls;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;

/** Which keys and signatures are too weak to prove anything. Pure. */
final class Strength {
  private static final int MIN_RSA = 2048;
  private static final int MIN_EC = 224;

  /** Object identifiers of signatures over MD2, MD5 and SHA-1. */
  private static final Set<String> WEAK =
      Set.of(
          "1.2.840.113549.1.1.2", // md2WithRSA
          "1.2.840.113549.1.1.4", // md5WithRSA
          "1.2.840.113549.1.1.5", // sha1WithRSA
          "1.3.14.3.2.29", // sha1WithRSA, as OIW named it
          "1.3.14.3.2.27", // dsaWithSHA1, as OIW named it
          "1.2.840.10040.4.3", // dsaWithSHA1
          "1.2.840.10045.4.1"); // ecdsaWithSHA1

  private Strength() {}

  static boolean hasWeakKey(X509Certificate certificate) {
    PublicKey key = certificate.getPublicKey();
    if (key instanceof RSAPublicKey rsa) {
      return rsa.getModulus().bitLength() < MIN_RSA;
    }
    if (key instanceof ECPublicKey ec) {
      return ec.getParams().getOrder().bitLength() < MIN_EC;
    }
    return key instanceof DSAPublicKey dsa && dsa.getParams().getP().bitLength() < MIN_RSA;
  }

  static boolean hasWeakSignature(X509Certificate certificate) {
    return isWeakSignature(certificate.getSigAlgOID());
  }

  static boolean isWeakSignature(String oid) {
    return WEAK.contains(oid);
  }
}
