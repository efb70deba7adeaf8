package io.probity.alert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Ids;
import io.probity.endpoint.Endpoint;
import io.probity.tls.CertificateExpiry;
import io.probity.tls.CertificateFacts;
import io.probity.tls.CertificateJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** Turns what is to be said of certificates into announcements. Pure. */
@Singleton
public final class CertificateEvents {
  private static final double SECONDS_PER_DAY = 86_400;

  private final Links links;

  /** Events whose links begin with {@code probity.public-url}, where that is set. */
  @Inject
  public CertificateEvents(AlertConfig config) {
    this.links = new Links(config.publicUrl());
  }

  /**
   * An endpoint's certificate has come near its end, or to it.
   *
   * @param threshold which of the thresholds it has reached; zero: it has expired
   */
  public Event ending(
      Endpoint endpoint, X509Certificate certificate, Duration threshold, Instant now) {
    ObjectNode data = data(endpoint, certificate, now);
    if (threshold.isZero()) {
      return event(EventType.CERTIFICATE_EXPIRED, endpoint, data, now);
    }
    data.put("thresholdDays", days(threshold));
    return event(EventType.CERTIFICATE_EXPIRING, endpoint, data, now);
  }

  /** An endpoint presents a certificate that it was never seen to present before. */
  public Event changed(
      Endpoint endpoint, X509Certificate certificate, X509Certificate previous, Instant now) {
    ObjectNode data = data(endpoint, certificate, now);
    data.set("previousCertificate", CertificateJson.of(CertificateFacts.of(previous)));
    return event(EventType.CERTIFICATE_CHANGED, endpoint, data, now);
  }

  private ObjectNode data(Endpoint endpoint, X509Certificate certificate, Instant now) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.set("endpoint", EndpointEvents.endpoint(endpoint));
    data.set("certificate", CertificateJson.of(CertificateFacts.of(certificate)));
    data.put("expiresInSeconds", CertificateExpiry.remaining(certificate, now).toSeconds());
    data.putObject("links").put("endpoint", links.to("endpoints", endpoint.publicId()));
    return data;
  }

  private static Event event(EventType type, Endpoint endpoint, ObjectNode data, Instant now) {
    return new Event(Ids.uuid7(now), type, now, endpoint, data);
  }

  /** To two decimals: a share of a short lifetime is no whole number of days. */
  private static double days(Duration threshold) {
    return Math.round(threshold.toSeconds() / SECONDS_PER_DAY * 100) / 100.0;
  }
}
