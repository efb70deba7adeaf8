package io.probity.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.probe.ProbeJson;
import io.probity.tls.CertificateFacts;
import io.probity.tls.CertificateJson;
import io.probity.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/** The last good check, with what it saw of TLS, as it is stored and announced beside a failure. */
final class LastGood {
  private LastGood() {}

  /**
   * ProbeJson's form of the check with {@code certificate} and {@code tlsVersion} added; null: none
   * is known.
   */
  static @Nullable JsonNode json(Probed probed) {
    if (probed.lastGood == null) {
      return probed.storedLastGood;
    }
    ObjectNode node = ProbeJson.check(probed.lastGood);
    TlsFacts tls = probed.lastGoodTls;
    if (tls != null && !tls.chain().isEmpty()) {
      node.set("certificate", CertificateJson.of(CertificateFacts.of(tls.chain().get(0))));
      node.put("tlsVersion", tls.protocol());
    }
    return node;
  }
}
