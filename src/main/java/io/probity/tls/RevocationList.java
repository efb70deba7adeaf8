package io.probity.tls;

import io.probity.tls.Der.Malformed;
import io.probity.tls.Standing.Source;
import io.probity.tls.Standing.Status;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a CRL (RFC 5280 §5) says of one certificate. Lists of thousands of entries are read in
 * place, once, without objects for each: this runs on event loops. Pure.
 */
final class RevocationList {
  private static final String REASON_CODE = "2.5.29.21";
  private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
  private static final int BOOLEAN = 0x01;
  private static final byte[] FALSE = {0};
  private static final int EXPLICIT_0 = 0xa0;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int CRL_SIGN = 6;

  /** Parts of a distribution point that narrow a list to what is not asked for here. */
  private static final Set<Integer> NARROWING = Set.of(0x83, 0xa3, 0x84, 0x85);

  private static final int ONLY_USERS = 0x81;
  private static final int ONLY_CAS = 0x82;

  private final X509Certificate certificate;
  private final X509Certificate issuer;
  private final String url;
  private final Instant now;

  /**
   * A question to a list.
   *
   * @param url where the list came from; a list that is one part of several names it
   */
  RevocationList(X509Certificate certificate, X509Certificate issuer, String url, Instant now) {
    this.certificate = certificate;
    this.issuer = issuer;
    this.url = url;
    this.now = now;
  }

  /** Never fails: whatever the bytes are, they have a standing. */
  Standing judge(byte[] list) {
    try {
      Signed signed = Signed.read(Der.of(list).as(Der.SEQUENCE).reader());
      boolean[] usage = issuer.getKeyUsage();
      if (usage != null && !usage[CRL_SIGN] || !signed.isBy(issuer.getPublicKey())) {
        return Standing.of(Source.CRL, Status.UNTRUSTED);
      }
      return judge(signed.content().reader());
    } catch (Malformed e) {
      return Standing.of(Source.CRL, Status.UNUSABLE);
    }
  }

  private Standing judge(DerReader reader) throws Malformed {
    reader.nextIf(Der.INTEGER); // version
    reader.next(Der.SEQUENCE); // the signature's algorithm, once more
    if (!Arrays.equals(
        reader.next(Der.SEQUENCE).encoded(), issuer.getSubjectX500Principal().getEncoded())) {
      return Standing.of(Source.CRL, Status.FOREIGN);
    }
    Instant thisUpdate = reader.next().time();
    Instant nextUpdate = reader.at(UTC_TIME, GENERALIZED_TIME) ? reader.next().time() : null;
    Der revoked = reader.nextIf(Der.SEQUENCE);
    Der extensions = reader.nextIf(EXPLICIT_0);
    if (extensions != null && !isUsable(extensions.inner())) {
      return Standing.of(Source.CRL, Status.UNUSABLE, "kind_of_list");
    }
    if (nextUpdate == null
        || now.isBefore(thisUpdate.minus(OcspResponse.SKEW))
        || now.isAfter(nextUpdate.plus(OcspResponse.SKEW))) {
      return new Standing(Source.CRL, Status.STALE, null, null, nextUpdate);
    }
    Standing found = revoked == null ? null : entry(revoked.reader(), nextUpdate);
    return found == null ? new Standing(Source.CRL, Status.GOOD, null, null, nextUpdate) : found;
  }

  private @Nullable Standing entry(DerReader entries, Instant nextUpdate) throws Malformed {
    BigInteger number = certificate.getSerialNumber();
    byte[] serial = number.toByteArray();
    while (entries.hasNext()) {
      DerReader entry = entries.next(Der.SEQUENCE).reader();
      if (entry.next(Der.INTEGER).contains(serial)) {
        Instant at = entry.next().time();
        Der extensions = entry.nextIf(Der.SEQUENCE);
        return new Standing(
            Source.CRL,
            Status.REVOKED,
            at,
            extensions == null ? null : reason(extensions),
            nextUpdate);
      }
    }
    return null;
  }

  private static @Nullable String reason(Der extensions) throws Malformed {
    for (Der extension : extensions.children()) {
      DerReader reader = extension.reader();
      if (reader.next().oid().equals(REASON_CODE)) {
        reader.nextIf(BOOLEAN);
        return RevocationReason.of(Der.of(reader.next(Der.OCTET_STRING).content()));
      }
    }
    return null;
  }

  /** Whether the list is whole, or the part of it that the certificate points to. */
  private boolean isUsable(Der extensions) throws Malformed {
    for (Der extension : extensions.children()) {
      DerReader reader = extension.reader();
      String oid = reader.next().oid();
      Der critical = reader.nextIf(BOOLEAN);
      if (oid.equals(ISSUING_DISTRIBUTION_POINT)) {
        if (!covers(Der.of(reader.next(Der.OCTET_STRING).content()))) {
          return false;
        }
      } else if (critical != null && !critical.contains(FALSE)) {
        return false;
      }
    }
    return true;
  }

  private boolean covers(Der point) throws Malformed {
    boolean ca = certificate.getBasicConstraints() >= 0;
    for (Der part : point.children()) {
      if (NARROWING.contains(part.tag())
          || part.tag() == (ca ? ONLY_USERS : ONLY_CAS)
          || part.tag() == EXPLICIT_0 && !Pointers.uris(part.inner()).contains(url)) {
        return false;
      }
    }
    return true;
  }
}
