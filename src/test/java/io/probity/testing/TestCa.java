package io.probity.testing;

import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of the tests' own. */
public final class TestCa {
  private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());

  private final KeyPair key;
  private final X509Certificate certificate;

  private TestCa(KeyPair key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** A certificate with its key and the chain to present, leaf first. */
  public record Issued(KeyPair key, List<X509Certificate> chain) {
    public X509Certificate leaf() {
      return chain.get(0);
    }

    public String chainPem() {
      return pem(chain.toArray());
    }

    public String keyPem() {
      try {
        return pem(new JcaPKCS8Generator(key.getPrivate(), null).generate());
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** A self-signed root, valid for ten years. */
  public static TestCa root(String name) {
    KeyPair key = newKey();
    Instant now = Instant.now();
    X509Certificate certificate =
        sign(
            builder(
                name(name),
                name(name),
                key,
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(3650))),
            true,
            null,
            key);
    return new TestCa(key, certificate);
  }

  /** A CA certificate issued by this one. */
  public TestCa intermediate(String name, Instant notBefore, Instant notAfter) {
    KeyPair child = newKey();
    X509Certificate issued =
        sign(builder(subject(), name(name), child, notBefore, notAfter), true, null, key);
    return new TestCa(child, issued);
  }

  /** A leaf for DNS names or IP literals, valid from yesterday for 90 days. */
  public Issued leaf(String... names) {
    Instant now = Instant.now();
    return leaf(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(90)), names);
  }

  /** A leaf with the given validity; its chain holds only itself. */
  public Issued leaf(Instant notBefore, Instant notAfter, String... names) {
    KeyPair leafKey = newKey();
    GeneralName[] alternatives = new GeneralName[names.length];
    for (int i = 0; i < names.length; i++) {
      alternatives[i] =
          new GeneralName(isIp(names[i]) ? GeneralName.iPAddress : GeneralName.dNSName, names[i]);
    }
    X509Certificate leaf =
        sign(
            builder(subject(), name(names[0]), leafKey, notBefore, notAfter),
            false,
            new GeneralNames(alternatives),
            key);
    return new Issued(leafKey, List.of(leaf));
  }

  /** A self-signed leaf. */
  public static Issued selfSigned(String name) {
    KeyPair leafKey = newKey();
    Instant now = Instant.now();
    X509Certificate leaf =
        sign(
            builder(
                name(name),
                name(name),
                leafKey,
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(90))),
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, name)),
            leafKey);
    return new Issued(leafKey, List.of(leaf));
  }

  /** A self-signed root to order. */
  public static TestCa root(CertificateRequest request) {
    KeyPair key = request.newKey();
    return new TestCa(key, sign(request, key, request.subject(), key));
  }

  /** A CA certificate to order, issued by this one. */
  public TestCa intermediate(CertificateRequest request) {
    KeyPair child = request.newKey();
    return new TestCa(child, sign(request, child, subject(), key));
  }

  /** A leaf to order; its chain holds it and these. */
  public Issued issue(CertificateRequest request, TestCa... chain) {
    KeyPair leafKey = request.newKey();
    List<X509Certificate> presented = new ArrayList<>();
    presented.add(sign(request, leafKey, subject(), key));
    for (TestCa ca : chain) {
      presented.add(ca.certificate);
    }
    return new Issued(leafKey, List.copyOf(presented));
  }

  /** A certificate of this CA for another's name and key. */
  public X509Certificate crossSign(TestCa other, Instant notBefore, Instant notAfter) {
    return sign(
        builder(subject(), other.subject(), other.key, notBefore, notAfter), true, null, key);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** What it says of the certificates that it has issued. */
  public RevocationMint revocations() {
    return new RevocationMint(key, certificate);
  }

  public String pem() {
    return pem(new Object[] {certificate});
  }

  private X500Name subject() {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  private static X500Name name(String commonName) {
    return new X500Name("CN=" + commonName);
  }

  private static boolean isIp(String name) {
    return name.contains(":") || name.matches("[0-9.]+");
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair subjectKey, Instant notBefore, Instant notAfter) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(SERIAL.incrementAndGet()),
        Date.from(notBefore),
        Date.from(notAfter),
        subject,
        subjectKey.getPublic());
  }

  private static X509Certificate sign(
      X509v3CertificateBuilder builder, boolean ca, GeneralNames names, KeyPair issuerKey) {
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(ca ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
      if (names != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate())));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate sign(
      CertificateRequest request, KeyPair subjectKey, X500Name issuer, KeyPair issuerKey) {
    X509v3CertificateBuilder builder =
        builder(issuer, request.subject(), subjectKey, request.notBefore, request.notAfter);
    try {
      request.addTo(builder);
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder(request.signatureFor(issuerKey.getPublic()))
                      .build(issuerKey.getPrivate())));
    } catch (java.io.IOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(Object... objects) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return text.toString();
  }
}
