package io.probity.probe.http;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Gets at the OCSP response that a server has stapled to its certificate. */
final class Staple {
  private Staple() {}

  /**
   * The response for the leaf, from within the judging of its chain.
   *
   * @return null or empty: there is none
   */
  static byte @Nullable [] of(SSLEngine engine) {
    if (engine instanceof ReferenceCountedOpenSslEngine boring) {
      return OpenSsl.isOcspSupported() ? boring.getOcspResponse() : null;
    }
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      List<byte[]> responses = session.getStatusResponses();
      return responses.isEmpty() ? null : responses.get(0);
    }
    return null;
  }
}
