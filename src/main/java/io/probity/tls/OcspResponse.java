package io.probity.tls;

import io.probity.tls.Der.Malformed;
import io.probity.tls.Standing.Source;
import io.probity.tls.Standing.Status;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an OCSP response (RFC 6960) says of one certificate. It is read here and not by the JDK, so
 * that nothing can ask the network and that each way of being useless has its name. Pure.
 */
final class OcspResponse {
  /** Clocks of responders and ours may differ by that much. */
  static final Duration SKEW = Duration.ofMinutes(5);

  private static final Duration WITHOUT_END = Duration.ofDays(1);
  private static final String BASIC = "1.3.6.1.5.5.7.48.1.1";
  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
  private static final int MAX_DELEGATES = 3;
  private static final int EXPLICIT_0 = 0xa0;
  private static final int GOOD = 0x80;
  private static final int REVOKED = 0xa1;

  private final Source source;
  private final X509Certificate certificate;
  private final X509Certificate issuer;
  private final Instant now;

  OcspResponse(Source source, X509Certificate certificate, X509Certificate issuer, Instant now) {
    this.source = source;
    this.certificate = certificate;
    this.issuer = issuer;
    this.now = now;
  }

  /** Never fails: whatever the bytes are, they have a standing. */
  Standing judge(byte[] response) {
    try {
      DerReader outer = Der.of(response).as(Der.SEQUENCE).reader();
      int status = outer.next(Der.ENUMERATED).integer().intValue();
      Der wrapped = outer.nextIf(EXPLICIT_0);
      if (status != 0 || wrapped == null) {
        return Standing.of(source, Status.UNAVAILABLE, "responder_status_" + status);
      }
      DerReader typed = wrapped.inner().as(Der.SEQUENCE).reader();
      if (!typed.next().oid().equals(BASIC)) {
        return Standing.of(source, Status.UNUSABLE);
      }
      return basic(Der.of(typed.next(Der.OCTET_STRING).content()).as(Der.SEQUENCE).reader());
    } catch (Malformed e) {
      return Standing.of(source, Status.UNUSABLE);
    }
  }

  private Standing basic(DerReader reader) throws Malformed {
    Signed signed = Signed.read(reader);
    Der single = singleFor(signed.content());
    if (single == null) {
      return Standing.of(source, Status.FOREIGN);
    }
    return isSigned(signed, reader.nextIf(EXPLICIT_0))
        ? standing(single.reader())
        : Standing.of(source, Status.UNTRUSTED);
  }

  /** The part about our certificate, null: there is none. */
  private @Nullable Der singleFor(Der data) throws Malformed {
    DerReader reader = data.reader();
    reader.nextIf(EXPLICIT_0); // version
    reader.next(); // who answers; its signature tells
    reader.next(); // when it was produced
    CertificateId id = CertificateId.of(certificate, issuer);
    for (Der single : reader.next(Der.SEQUENCE).children()) {
      if (id.isMeantBy(single.as(Der.SEQUENCE).inner())) {
        return single;
      }
    }
    return null;
  }

  /** By the issuer itself, or by whom the issuer has made its delegate (RFC 6960 §4.2.2.2). */
  private boolean isSigned(Signed signed, @Nullable Der certificates) throws Malformed {
    if (signed.isBy(issuer.getPublicKey())) {
      return true;
    }
    List<Der> candidates = certificates == null ? List.of() : certificates.inner().children();
    List<X509Certificate> delegates = new ArrayList<>();
    for (Der candidate : candidates.subList(0, Math.min(MAX_DELEGATES, candidates.size()))) {
      X509Certificate delegate = parsed(candidate);
      if (isDelegate(delegate)) {
        delegates.add(delegate);
      }
    }
    return delegates.stream().anyMatch(delegate -> signed.isBy(delegate.getPublicKey()));
  }

  private boolean isDelegate(X509Certificate candidate) throws Malformed {
    try {
      List<String> purposes = candidate.getExtendedKeyUsage();
      return purposes != null
          && purposes.contains(OCSP_SIGNING)
          && candidate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
          && !now.isBefore(candidate.getNotBefore().toInstant().minus(SKEW))
          && !now.isAfter(candidate.getNotAfter().toInstant().plus(SKEW))
          && !Strength.hasWeakSignature(candidate)
          && ChainPaths.isSignedBy(candidate, issuer.getPublicKey());
    } catch (CertificateException e) {
      throw new Malformed("a responder's certificate");
    }
  }

  private static X509Certificate parsed(Der certificate) throws Malformed {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate.encoded()));
    } catch (CertificateException e) {
      throw new Malformed("a responder's certificate");
    }
  }

  private Standing standing(DerReader single) throws Malformed {
    single.next(); // the certificate's id
    Der status = single.next();
    Instant thisUpdate = single.next().time();
    Der explicit = single.nextIf(EXPLICIT_0);
    Instant nextUpdate = explicit == null ? thisUpdate.plus(WITHOUT_END) : explicit.inner().time();
    if (now.isBefore(thisUpdate.minus(SKEW)) || now.isAfter(nextUpdate.plus(SKEW))) {
      return new Standing(source, Status.STALE, null, null, nextUpdate);
    }
    if (status.tag() == GOOD) {
      return new Standing(source, Status.GOOD, null, null, nextUpdate);
    }
    if (status.tag() != REVOKED) {
      return new Standing(source, Status.UNKNOWN, null, null, nextUpdate);
    }
    DerReader revoked = status.reader();
    Instant at = revoked.next().time();
    Der reason = revoked.nextIf(EXPLICIT_0);
    return new Standing(
        source,
        Status.REVOKED,
        at,
        reason == null ? null : RevocationReason.of(reason.inner()),
        nextUpdate);
  }
}
