package io.probity.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes OCSP responses and CRLs of a CA, sound unless told otherwise. */
public final class RevocationMint {
  /** When what is revoked here was revoked. */
  public static final Instant REVOKED_AT = Instant.parse("2026-02-03T04:05:06Z");

  private static final int KEY_COMPROMISE = 1;

  private final X509Certificate issuer;
  private KeyPair signer;
  private X509Certificate delegate;
  private Instant from = Instant.now().minus(Duration.ofHours(1));
  private Instant to = Instant.now().plus(Duration.ofHours(1));
  private String part;
  private boolean onlyCas;

  RevocationMint(KeyPair issuerKey, X509Certificate issuer) {
    this.issuer = issuer;
    this.signer = issuerKey;
  }

  /** Current only between these. */
  public RevocationMint current(Instant thisUpdate, Instant nextUpdate) {
    from = thisUpdate;
    to = nextUpdate;
    return this;
  }

  /** Signed by another, whose certificate is enclosed. */
  public RevocationMint signedBy(TestCa.Issued other) {
    signer = other.key();
    delegate = other.leaf();
    return this;
  }

  /** CRLs are the part of the list that has this URL. */
  public RevocationMint part(String url, boolean forCasOnly) {
    part = url;
    onlyCas = forCasOnly;
    return this;
  }

  /** An OCSP response. */
  public byte[] good(X509Certificate certificate) {
    return response(certificate, CertificateStatus.GOOD);
  }

  /** An OCSP response. */
  public byte[] revoked(X509Certificate certificate) {
    return response(certificate, new RevokedStatus(Date.from(REVOKED_AT), KEY_COMPROMISE));
  }

  /** An OCSP response. */
  public byte[] unknown(X509Certificate certificate) {
    return response(certificate, new UnknownStatus());
  }

  /** A CRL with these. */
  public byte[] list(X509Certificate... revoked) {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(holder(issuer).getSubject(), Date.from(from));
    builder.setNextUpdate(Date.from(to));
    for (X509Certificate each : revoked) {
      builder.addCRLEntry(each.getSerialNumber(), Date.from(REVOKED_AT), KEY_COMPROMISE);
    }
    try {
      if (part != null) {
        GeneralNames names =
            new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, part));
        builder.addExtension(
            Extension.issuingDistributionPoint,
            true,
            new IssuingDistributionPoint(
                new DistributionPointName(names), !onlyCas, onlyCas, null, false, false));
      }
      return builder.build(signer()).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] response(X509Certificate certificate, CertificateStatus status) {
    try {
      DigestCalculator sha1 = new BcDigestCalculatorProvider().get(CertificateID.HASH_SHA1);
      CertificateID id = new CertificateID(sha1, holder(issuer), certificate.getSerialNumber());
      BasicOCSPRespBuilder builder =
          new BasicOCSPRespBuilder(new RespID(holder(issuer).getSubject()));
      builder.addResponse(id, status, Date.from(from), to == null ? null : Date.from(to), null);
      X509CertificateHolder[] enclosed =
          delegate == null
              ? new X509CertificateHolder[0]
              : new X509CertificateHolder[] {holder(delegate)};
      return new OCSPRespBuilder()
          .build(OCSPRespBuilder.SUCCESSFUL, builder.build(signer(), enclosed, Date.from(from)))
          .getEncoded();
    } catch (OCSPException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ContentSigner signer() {
    String suffix = signer.getPublic().getAlgorithm().equals("EC") ? "ECDSA" : "RSA";
    try {
      return new JcaContentSignerBuilder("SHA256with" + suffix).build(signer.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509CertificateHolder holder(X509Certificate certificate) {
    try {
      return new JcaX509CertificateHolder(certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
