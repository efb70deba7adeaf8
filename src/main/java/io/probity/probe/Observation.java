package io.probity.probe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.EndpointSpec;
import io.probity.tls.CertificateFacts;
import io.probity.tls.CertificateJson;
import io.probity.tls.TlsFacts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A check with what it saw of the server: what the next failure is compared with.
 *
 * @param tls null: no handshake began
 * @param headers those of {@link TellingHeaders}, empty: no response
 */
public record Observation(CheckSummary check, @Nullable TlsFacts tls, Map<String, String> headers) {

  /** What the deciding attempt of a check saw. */
  public static Observation of(Check check) {
    return of(check, null);
  }

  /**
   * What the deciding attempt of a check saw.
   *
   * @param before what is kept already and shares what has not changed, null: nothing is
   */
  public static Observation of(Check check, @Nullable Observation before) {
    Attempt deciding = check.deciding();
    Map<String, String> known = before == null ? Map.of() : before.headers();
    return new Observation(
        check.summary(), deciding.tls(), TellingHeaders.of(deciding.response(), known));
  }

  /** The check with its class and its times, but nothing else of what was seen. */
  public Observation withoutEvidence() {
    return new Observation(check.withoutEvidence(), null, Map.of());
  }

  /**
   * ProbeJson's form of the check with {@code certificate} (the leaf, null: none was presented),
   * {@code tlsVersion} and {@code headers} added, the endpoint's credentials masked.
   */
  public ObjectNode json(EndpointSpec spec) {
    return json(
        ProbeJson.check(check),
        leaf(tls),
        tls == null ? null : tls.protocol(),
        headers(SecretMask.of(spec)));
  }

  private static @Nullable ObjectNode leaf(@Nullable TlsFacts tls) {
    return tls == null || tls.chain().isEmpty()
        ? null
        : CertificateJson.of(CertificateFacts.of(tls.chain().get(0)));
  }

  private ObjectNode headers(SecretMask mask) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    headers.forEach((name, value) -> node.put(name, mask.of(value)));
    return node;
  }

  /**
   * The same form made of parts that were stored apart.
   *
   * @param check taken over
   * @param headers null: not known
   */
  public static ObjectNode json(
      ObjectNode check,
      @Nullable ObjectNode certificate,
      @Nullable String tlsVersion,
      @Nullable ObjectNode headers) {
    check.set("certificate", certificate);
    check.put("tlsVersion", tlsVersion);
    check.set("headers", headers);
    return check;
  }
}
