package io.probity.alert;

import java.util.Arrays;
import java.util.Optional;

/** What can be announced. */
public enum EventType {
  ENDPOINT_DOWN("endpoint.down"),
  ENDPOINT_UP("endpoint.up"),
  ENDPOINT_DEGRADED("endpoint.degraded"),
  ENDPOINT_FLAPPING("endpoint.flapping"),
  ENDPOINT_REMINDER("endpoint.reminder"),
  ENDPOINT_DOWN_GROUP("endpoint.down.group"),
  CERTIFICATE_EXPIRING("certificate.expiring"),
  CERTIFICATE_EXPIRED("certificate.expired"),
  CERTIFICATE_CHANGED("certificate.changed"),
  PROBER_IMPAIRED("prober.impaired"),
  PROBER_RECOVERED("prober.recovered"),
  CHANNEL_DEAD("channel.dead"),
  CHANNEL_TEST("channel.test");

  private final String wireName;

  EventType(String wireName) {
    this.wireName = wireName;
  }

  /** The name used in bodies and channel settings. */
  public String wireName() {
    return wireName;
  }

  /** The type of a wire name, if there is one. */
  public static Optional<EventType> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(type -> type.wireName.equals(wireName)).findFirst();
  }
}
