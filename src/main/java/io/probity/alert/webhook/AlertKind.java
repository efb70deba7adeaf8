package io.probity.alert.webhook;

import io.probity.alert.EventType;
import java.time.Duration;
import java.util.Arrays;

/** What can be wrong, as an Alertmanager knows it. */
enum AlertKind {
  ENDPOINT_DOWN("EndpointDown", "critical", EventType.ENDPOINT_DOWN, Durations.STATE),
  ENDPOINT_DEGRADED("EndpointDegraded", "warning", EventType.ENDPOINT_DEGRADED, Durations.STATE),
  ENDPOINT_FLAPPING("EndpointFlapping", "warning", EventType.ENDPOINT_FLAPPING, Durations.STATE),
  CERTIFICATE_EXPIRING(
      "CertificateExpiring", "warning", EventType.CERTIFICATE_EXPIRING, Durations.STATE),
  CERTIFICATE_EXPIRED(
      "CertificateExpired", "critical", EventType.CERTIFICATE_EXPIRED, Durations.STATE),
  CERTIFICATE_CHANGED("CertificateChanged", "info", EventType.CERTIFICATE_CHANGED, Durations.NEWS),
  MONITOR_IMPAIRED("MonitorImpaired", "warning", EventType.PROBER_IMPAIRED, Durations.STATE),
  CHANNEL_DEAD("ChannelDead", "warning", EventType.CHANNEL_DEAD, Durations.NEWS),
  CHANNEL_TEST("ChannelTest", "info", EventType.CHANNEL_TEST, Durations.TEST);

  /** After how long an alert is over if nobody says so. */
  private static final class Durations {
    /** Its end is announced; this is for ends that were lost. */
    static final Duration STATE = Duration.ofDays(30);

    static final Duration NEWS = Duration.ofDays(1);
    static final Duration TEST = Duration.ofMinutes(5);
  }

  private final String alertName;
  private final String severity;
  private final EventType announcedBy;
  private final Duration lasts;

  AlertKind(String alertName, String severity, EventType announcedBy, Duration lasts) {
    this.alertName = alertName;
    this.severity = severity;
    this.announcedBy = announcedBy;
    this.lasts = lasts;
  }

  /** The label {@code alertname}. */
  String alertName() {
    return alertName;
  }

  /** The label {@code severity}. */
  String severity() {
    return severity;
  }

  /** The event that raises it. */
  EventType announcedBy() {
    return announcedBy;
  }

  /** After how long it is over if nobody says so. */
  Duration lasts() {
    return lasts;
  }

  /** The one that an event raises. */
  static AlertKind raisedBy(EventType type) {
    return Arrays.stream(values())
        .filter(kind -> kind.announcedBy == type)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("raises nothing: " + type));
  }
}
