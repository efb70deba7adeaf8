package io.probity.endpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks that PEM texts hold a certificate chain and the private key of its leaf. */
final class ClientCertificate {
  private static final Pattern CERTIFICATE = block("CERTIFICATE");
  private static final Pattern KEY = block("PRIVATE KEY");

  private ClientCertificate() {}

  private static Pattern block(String label) {
    return Pattern.compile(
        "-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label + "-----");
  }

  /** The leaf of a PEM chain; null if the text is none. */
  static @Nullable X509Certificate leaf(String pem) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> chain = new ArrayList<>();
      for (Matcher block = CERTIFICATE.matcher(pem); block.find(); ) {
        byte[] der = decode(block.group(1));
        chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
      return chain.isEmpty() ? null : chain.get(0);
    } catch (CertificateException | IllegalArgumentException e) {
      return null;
    }
  }

  /** What is wrong with a PEM key for a certificate, as a sentence; null if nothing is. */
  static @Nullable String refusalOfKey(String pem, X509Certificate leaf) {
    Matcher block = KEY.matcher(pem);
    if (!block.find()) {
      return "Must be an unencrypted PKCS#8 key in PEM (BEGIN PRIVATE KEY); "
          + "openssl pkcs8 -topk8 -nodes makes one of other formats.";
    }
    try {
      PublicKey expected = leaf.getPublicKey();
      PrivateKey key =
          KeyFactory.getInstance(expected.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(decode(block.group(1))));
      return belongs(key, expected) ? null : "Is not the key of the certificate.";
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return "Is no readable key of the certificate's kind.";
    }
  }

  private static boolean belongs(PrivateKey key, PublicKey expected)
      throws GeneralSecurityException {
    byte[] probe = "probity".getBytes(US_ASCII);
    Signature signature = Signature.getInstance(signature(expected.getAlgorithm()));
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(expected);
    signature.update(probe);
    return signature.verify(signed);
  }

  private static String signature(String algorithm) {
    return switch (algorithm) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      case "DSA" -> "SHA256withDSA";
      default -> algorithm;
    };
  }

  private static byte[] decode(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }
}
