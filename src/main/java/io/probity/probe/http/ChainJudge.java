package io.probity.probe.http;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Has every presented chain judged by our own verifier, inside the handshake. What cannot be
 * attributed to a handshake of ours is refused.
 */
final class ChainJudge extends X509ExtendedTrustManager {
  private final Handshakes handshakes;
  private final SharedCertificates certificates;

  ChainJudge(Handshakes handshakes, SharedCertificates certificates) {
    this.handshakes = handshakes;
    this.certificates = certificates;
  }

  @Override
  public void checkServerTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    Handshake handshake = handshakes.of(engine);
    if (engine == null || handshake == null) {
      throw unattributed();
    }
    handshake.judge(certificates.of(chain), engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw unattributed();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw unattributed();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw unattributed();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw unattributed();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw unattributed();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static CertificateException unattributed() {
    return new CertificateException("No handshake of a probe asked for this judgement.");
  }
}
