package io.probity.probe.http;

import io.probity.endpoint.Auth;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers the one client certificate of an endpoint, or none, and notes in either case that the
 * server asked.
 */
final class ClientIdentity extends X509ExtendedKeyManager {
  private static final String ALIAS = "probe";

  private final Handshakes handshakes;
  private final X509Certificate @Nullable [] chain;
  private final @Nullable PrivateKey key;

  private ClientIdentity(
      Handshakes handshakes, X509Certificate @Nullable [] chain, @Nullable PrivateKey key) {
    this.handshakes = handshakes;
    this.chain = chain;
    this.key = key;
  }

  /**
   * Reads the PEM texts.
   *
   * @throws GeneralSecurityException if they are no certificate chain with its PKCS#8 key
   */
  static ClientIdentity of(Handshakes handshakes, Auth.@Nullable MutualTls identity)
      throws GeneralSecurityException {
    if (identity == null) {
      return new ClientIdentity(handshakes, null, null);
    }
    X509Certificate[] chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(identity.certificate().getBytes(StandardCharsets.UTF_8)))
            .toArray(X509Certificate[]::new);
    if (chain.length == 0) {
      throw new GeneralSecurityException("The client certificate holds no certificate.");
    }
    String algorithm = chain[0].getPublicKey().getAlgorithm();
    return new ClientIdentity(
        handshakes, chain, privateKey(identity.privateKey().value(), algorithm));
  }

  private static PrivateKey privateKey(String pem, String algorithm)
      throws GeneralSecurityException {
    StringBuilder base64 = new StringBuilder(pem.length());
    pem.lines().filter(line -> !line.startsWith("-----")).forEach(base64::append);
    byte[] der = Base64.getMimeDecoder().decode(base64.toString());
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal[] issuers, @Nullable SSLEngine engine) {
    Handshake handshake = handshakes.of(engine);
    if (handshake != null) {
      handshake.noteCertificateRequest();
    }
    return key == null ? null : ALIAS;
  }

  @Override
  public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return chain;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return key;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null;
  }
}
