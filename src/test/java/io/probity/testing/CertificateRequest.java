package io.probity.testing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/** What a certificate of the tests shall look like; by default a sound leaf or CA. */
public final class CertificateRequest {
  private record Part(
      org.bouncycastle.asn1.ASN1ObjectIdentifier oid,
      boolean critical,
      org.bouncycastle.asn1.ASN1Encodable value) {}

  final String commonName;
  Instant notBefore = Instant.now().minus(Duration.ofDays(1));
  Instant notAfter = Instant.now().plus(Duration.ofDays(90));
  String signature = "SHA256with";
  private String key = "EC";
  private BasicConstraints constraints = new BasicConstraints(false);
  private int usage = KeyUsage.digitalSignature;
  private final List<GeneralName> names = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();

  private CertificateRequest(String commonName) {
    this.commonName = commonName;
  }

  /** A leaf for DNS names or IP literals; none: one without alternative names. */
  public static CertificateRequest leaf(String commonName, String... names) {
    CertificateRequest request = new CertificateRequest(commonName);
    for (String name : names) {
      boolean ip = name.contains(":") || name.matches("[0-9.]+");
      request.names.add(new GeneralName(ip ? GeneralName.iPAddress : GeneralName.dNSName, name));
    }
    return request;
  }

  /** A CA. */
  public static CertificateRequest ca(String commonName) {
    CertificateRequest request = new CertificateRequest(commonName);
    request.constraints = new BasicConstraints(true);
    request.usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    return request;
  }

  public CertificateRequest valid(Instant from, Instant to) {
    notBefore = from;
    notAfter = to;
    return this;
  }

  /** A key such as "EC" (P-256), "RSA 2048", "RSA 1024". */
  public CertificateRequest key(String spec) {
    key = spec;
    return this;
  }

  /** The digest of the issuer's signature, e.g. "SHA1" or "MD5". */
  public CertificateRequest digest(String digest) {
    signature = digest + "with";
    return this;
  }

  public CertificateRequest pathLength(int length) {
    constraints = new BasicConstraints(length);
    return this;
  }

  /** Key usage bits of {@link KeyUsage}. */
  public CertificateRequest usage(int bits) {
    usage = bits;
    return this;
  }

  public CertificateRequest purpose(boolean critical, KeyPurposeId... purposes) {
    return with(new Part(Extension.extendedKeyUsage, critical, new ExtendedKeyUsage(purposes)));
  }

  /** Only names below this domain may be certified. */
  public CertificateRequest permitting(String domain) {
    GeneralSubtree subtree = new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
    return with(
        new Part(
            Extension.nameConstraints,
            true,
            new NameConstraints(new GeneralSubtree[] {subtree}, null)));
  }

  /** Where the issuer's certificate can be had. */
  public CertificateRequest caIssuers(String... uris) {
    AccessDescription[] places = new AccessDescription[uris.length];
    for (int i = 0; i < uris.length; i++) {
      places[i] =
          new AccessDescription(
              AccessDescription.id_ad_caIssuers,
              new GeneralName(GeneralName.uniformResourceIdentifier, uris[i]));
    }
    return with(
        new Part(Extension.authorityInfoAccess, false, new AuthorityInformationAccess(places)));
  }

  /**
   * Who answers for the certificate's status, and where it may be listed as revoked; null: not
   * said.
   */
  public CertificateRequest revocation(String ocsp, String crl) {
    if (ocsp != null) {
      GeneralName location = new GeneralName(GeneralName.uniformResourceIdentifier, ocsp);
      with(
          new Part(
              Extension.authorityInfoAccess,
              false,
              new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, location)));
    }
    if (crl != null) {
      GeneralName location = new GeneralName(GeneralName.uniformResourceIdentifier, crl);
      DistributionPointName name = new DistributionPointName(new GeneralNames(location));
      with(
          new Part(
              Extension.cRLDistributionPoints,
              false,
              new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)})));
    }
    return this;
  }

  /** The certificate demands a stapled OCSP response. */
  public CertificateRequest mustStaple() {
    return with(
        new Part(
            new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"),
            false,
            new org.bouncycastle.asn1.DERSequence(new org.bouncycastle.asn1.ASN1Integer(5))));
  }

  /** An extension nobody knows, marked critical. */
  public CertificateRequest unknownCritical() {
    return with(
        new Part(
            new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"),
            true,
            org.bouncycastle.asn1.DERNull.INSTANCE));
  }

  KeyPair newKey() {
    try {
      String[] spec = key.split(" ");
      KeyPairGenerator generator = KeyPairGenerator.getInstance(spec[0]);
      if (spec.length == 1) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(Integer.parseInt(spec[1]));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  X500Name subject() {
    return new X500Name("CN=" + commonName);
  }

  String signatureFor(PublicKey issuerKey) {
    return signature + (issuerKey.getAlgorithm().equals("EC") ? "ECDSA" : "RSA");
  }

  void addTo(X509v3CertificateBuilder builder) throws IOException {
    builder.addExtension(Extension.basicConstraints, true, constraints);
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    if (!names.isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
    }
    for (Part part : parts) {
      builder.addExtension(part.oid(), part.critical(), part.value());
    }
  }

  private CertificateRequest with(Part part) {
    parts.add(part);
    return this;
  }
}
