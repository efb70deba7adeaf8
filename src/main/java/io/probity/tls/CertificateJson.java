package io.probity.tls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates as the API shows them. */
public final class CertificateJson {
  private CertificateJson() {}

  /** One certificate; instants in ISO 8601, UTC. */
  public static ObjectNode of(CertificateFacts facts) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("subject", facts.subject());
    json.put("issuer", facts.issuer());
    ArrayNode names = json.putArray("subjectAlternativeNames");
    facts.subjectAlternativeNames().forEach(names::add);
    json.put("serialNumber", facts.serialNumber());
    json.put("notBefore", facts.notBefore().toString());
    json.put("notAfter", facts.notAfter().toString());
    json.put("sha256", facts.sha256());
    json.put("key", facts.key());
    json.put("signatureAlgorithm", facts.signatureAlgorithm());
    return json;
  }

  /** A chain, in the order given. */
  public static ArrayNode ofChain(List<X509Certificate> chain) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    chain.forEach(certificate -> json.add(of(CertificateFacts.of(certificate))));
    return json;
  }
}
