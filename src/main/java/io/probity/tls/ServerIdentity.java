package io.probity.tls;

import io.probity.net.IpLiteral;
import java.net.IDN;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whether a certificate names a server (RFC 9525): by its subject alternative names alone, never by
 * its common name. Pure.
 */
final class ServerIdentity {
  private ServerIdentity() {}

  /**
   * Whether the certificate is for this host.
   *
   * @param host a name, with or without final dot, or an IP literal without brackets
   */
  static boolean matches(X509Certificate certificate, String host) {
    InetAddress literal = IpLiteral.parse(host);
    if (literal != null) {
      return CertificateFacts.alternatives(certificate, CertificateFacts.SAN_IP).stream()
          .anyMatch(name -> sameAddress(name, literal));
    }
    String reference = canonical(host);
    return !reference.isEmpty()
        && CertificateFacts.alternatives(certificate, CertificateFacts.SAN_DNS).stream()
            .anyMatch(name -> nameMatches(canonical(name), reference));
  }

  /** The names the certificate is for, DNS names first. */
  static List<String> names(X509Certificate certificate) {
    return Stream.concat(
            CertificateFacts.alternatives(certificate, CertificateFacts.SAN_DNS).stream(),
            CertificateFacts.alternatives(certificate, CertificateFacts.SAN_IP).stream())
        .toList();
  }

  /**
   * A wildcard stands for exactly one label, the left-most, and must be all of it (RFC 9525 §6.3);
   * below it there must be two labels, so that nobody is certified for a whole top-level domain.
   */
  private static boolean nameMatches(String presented, String reference) {
    if (!presented.startsWith("*.")) {
      return presented.indexOf('*') < 0 && presented.equals(reference);
    }
    String parent = presented.substring(2);
    int dot = reference.indexOf('.');
    return parent.indexOf('*') < 0
        && parent.indexOf('.') > 0
        && dot > 0
        && reference.substring(dot + 1).equals(parent);
  }

  private static boolean sameAddress(String presented, InetAddress reference) {
    InetAddress address = IpLiteral.parse(presented);
    return address != null && Arrays.equals(address.getAddress(), reference.getAddress());
  }

  /** Lower case, A-labels, no final dot; what is no name becomes the empty one. */
  private static String canonical(String name) {
    String stripped = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    boolean ascii = stripped.chars().allMatch(c -> c < 128);
    try {
      return (ascii ? stripped : IDN.toASCII(stripped)).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
