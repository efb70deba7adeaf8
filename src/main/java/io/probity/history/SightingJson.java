package io.probity.history;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.probe.ProbeJson;
import io.probity.tls.CertificateJson;

/** A presented certificate chain as the API shows it. */
public final class SightingJson {
  private SightingJson() {}

  /** Chain, verdict and the connection it was seen on. */
  public static ObjectNode of(Sighting sighting) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("chain", CertificateJson.ofChain(sighting.chain()));
    json.put("verdict", sighting.problem() == null ? "valid" : sighting.problem().wireName());
    json.put("atFault", sighting.atFault());
    json.put("tlsVersion", sighting.tlsVersion());
    json.put("cipher", sighting.cipher());
    json.put("address", sighting.address());
    json.put("observedAt", ProbeJson.instant(sighting.observedAt()));
    return json;
  }
}
