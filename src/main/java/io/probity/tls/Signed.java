package io.probity.tls;

import io.probity.tls.Der.Malformed;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;

/**
 * Something under a signature, in the form that CRLs and basic OCSP responses share.
 *
 * @param content what the signature is over
 * @param algorithm object identifier
 */
record Signed(Der content, String algorithm, byte[] signature) {
  /** Reads the three parts that stand in a row. */
  static Signed read(DerReader reader) throws Malformed {
    Der content = reader.next(Der.SEQUENCE);
    String algorithm = reader.next(Der.SEQUENCE).inner().oid();
    return new Signed(content, algorithm, reader.next().bits());
  }

  /** Whether the key made the signature; weak algorithms prove nothing. */
  boolean isBy(PublicKey key) {
    if (Strength.isWeakSignature(algorithm)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(content.encoded());
      return verifier.verify(signature);
    } catch (GeneralSecurityException | ProviderException | IllegalArgumentException e) {
      return false;
    }
  }
}
