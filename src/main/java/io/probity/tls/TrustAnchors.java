package io.probity.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;

/**
 * The certificates that are trusted by decision, found by their subject; several may share one.
 * Immutable.
 */
public final class TrustAnchors {
  private static final String KEY = "probity.tls.extra-ca";
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

  private final Map<X500Principal, List<X509Certificate>> bySubject = new HashMap<>();

  private TrustAnchors(Collection<X509Certificate> certificates) {
    for (X509Certificate certificate : certificates) {
      bySubject
          .computeIfAbsent(certificate.getSubjectX500Principal(), subject -> new ArrayList<>())
          .add(certificate);
    }
  }

  /** Exactly these. */
  public static TrustAnchors of(Collection<X509Certificate> certificates) {
    return new TrustAnchors(certificates);
  }

  /**
   * The JDK's roots and those of PEM files.
   *
   * @throws IllegalArgumentException naming key and file, if one cannot be read or holds none
   */
  public static TrustAnchors systemAnd(List<String> pemFiles) {
    List<X509Certificate> all = new ArrayList<>(system());
    pemFiles.stream()
        .map(String::strip)
        .filter(file -> !file.isEmpty())
        .forEach(file -> all.addAll(read(file)));
    return new TrustAnchors(all);
  }

  /** The anchors of that subject; often one, mostly none. */
  List<X509Certificate> named(X500Principal subject) {
    return bySubject.getOrDefault(subject, List.of());
  }

  boolean contains(X509Certificate certificate) {
    return named(certificate.getSubjectX500Principal()).contains(certificate);
  }

  /** All of them, for engines that want a list of authorities. */
  public Stream<X509Certificate> all() {
    return bySubject.values().stream().flatMap(List::stream);
  }

  private static List<X509Certificate> system() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
          .toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK's trust store cannot be read.", e);
    }
  }

  private static List<X509Certificate> read(String file) {
    String text;
    try {
      text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "%s: the file %s cannot be read (%s).".formatted(KEY, file, e), e);
    }
    List<X509Certificate> certificates = new ArrayList<>();
    for (Matcher block = PEM.matcher(text); block.find(); ) {
      certificates.add(certificate(block.group(1), file));
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: the file %s holds no certificate in PEM form.".formatted(KEY, file));
    }
    return certificates;
  }

  private static X509Certificate certificate(String base64, String file) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: the file %s holds a certificate that cannot be parsed (%s)."
              .formatted(KEY, file, e.getMessage()),
          e);
    }
  }
}
