package io.probity.tls;

import io.probity.tls.Der.Malformed;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a certificate says that more is to be had. What is malformed says nothing. Pure. */
final class Pointers {
  private static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";
  private static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
  private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
  private static final String CA_ISSUERS = "1.3.6.1.5.5.7.48.2";
  private static final String OCSP = "1.3.6.1.5.5.7.48.1";
  private static final int STATUS_REQUEST = 5;
  private static final int FULL_NAME = 0xa0;
  private static final int URI = 0x86;
  private static final int MAX_URI = 512;

  private Pointers() {}

  /** Where the issuer's certificate can be had (RFC 5280 §4.2.2.1). */
  static Optional<String> caIssuers(X509Certificate certificate) {
    return access(certificate, CA_ISSUERS);
  }

  /** Who answers for the certificate's status (RFC 6960 §3.1). */
  static Optional<String> ocsp(X509Certificate certificate) {
    return access(certificate, OCSP);
  }

  /** Where the whole CRL of the issuer itself can be had in clear (RFC 5280 §4.2.1.13). */
  static Optional<String> crl(X509Certificate certificate) {
    List<String> found = new ArrayList<>();
    try {
      Der points = extension(certificate, CRL_DISTRIBUTION_POINTS);
      for (Der point : points == null ? List.<Der>of() : points.as(Der.SEQUENCE).children()) {
        List<Der> parts = point.children();
        if (parts.size() == 1 && parts.get(0).tag() == FULL_NAME) {
          found.addAll(uris(parts.get(0).inner()));
        }
      }
    } catch (Malformed e) {
      return Optional.empty();
    }
    return inClear(found);
  }

  /** Whether the certificate demands a stapled OCSP response (RFC 7633). */
  static boolean mustStaple(X509Certificate certificate) {
    try {
      Der features = extension(certificate, TLS_FEATURE);
      for (Der feature : features == null ? List.<Der>of() : features.children()) {
        if (feature.integer().bitLength() < 16 && feature.integer().intValue() == STATUS_REQUEST) {
          return true;
        }
      }
      return false;
    } catch (Malformed e) {
      return false;
    }
  }

  /** The URIs of the full name of a distribution point. */
  static List<String> uris(Der fullName) throws Malformed {
    List<String> uris = new ArrayList<>();
    if (fullName.tag() == FULL_NAME) {
      for (Der name : fullName.children()) {
        if (name.tag() == URI && name.ascii().length() <= MAX_URI) {
          uris.add(name.ascii());
        }
      }
    }
    return uris;
  }

  /** The first URI in clear, which alone can be followed; without one the first of all. */
  private static Optional<String> access(X509Certificate certificate, String method) {
    List<String> found = new ArrayList<>();
    try {
      Der access = extension(certificate, AUTHORITY_INFORMATION_ACCESS);
      for (Der description : access == null ? List.<Der>of() : access.children()) {
        List<Der> parts = description.as(Der.SEQUENCE).children();
        if (parts.size() == 2
            && parts.get(0).oid().equals(method)
            && parts.get(1).tag() == URI
            && parts.get(1).ascii().length() <= MAX_URI) {
          found.add(parts.get(1).ascii());
        }
      }
    } catch (Malformed e) {
      return Optional.empty();
    }
    return inClear(found).or(() -> found.stream().findFirst());
  }

  private static Optional<String> inClear(List<String> uris) {
    return uris.stream().filter(uri -> uri.startsWith("http:")).findFirst();
  }

  /** The value of an extension, null: not there. */
  private static @Nullable Der extension(X509Certificate holder, String oid) throws Malformed {
    byte[] wrapped = holder.getExtensionValue(oid);
    return wrapped == null ? null : Der.of(Der.of(wrapped).as(Der.OCTET_STRING).content());
  }
}
