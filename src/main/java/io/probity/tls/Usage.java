package io.probity.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a certificate may be used for (RFC 5280 §4.2.1.3, §4.2.1.12). Pure. */
final class Usage {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_AGREEMENT = 4;

  private Usage() {}

  /** Whether a server may prove itself with it, as far as the extended key usage says. */
  static boolean allowsServers(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null || purposes.contains(SERVER_AUTH) || purposes.contains(ANY);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** Whether its key may do any of the things that a handshake needs. */
  static boolean allowsHandshakes(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    return usage == null
        || usage[DIGITAL_SIGNATURE]
        || usage[KEY_ENCIPHERMENT]
        || usage[KEY_AGREEMENT];
  }
}
