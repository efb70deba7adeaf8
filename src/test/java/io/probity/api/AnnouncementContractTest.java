package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.AlertConfig;
import io.probity.alert.CertificateEvents;
import io.probity.alert.EndpointEvents;
import io.probity.alert.Event;
import io.probity.endpoint.Endpoint;
import io.probity.health.Notice;
import io.probity.health.ObservedState;
import io.probity.health.Reminder;
import io.probity.health.Resolution;
import io.probity.health.Transition;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.ProbeJson;
import io.probity.testing.AlertSettings;
import io.probity.testing.Samples;
import io.probity.testing.TestCa;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Holds what is announced because time passes to the contract. */
class AnnouncementContractTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  private static final TestCa CA = TestCa.root("Test Root");
  private static final AlertConfig CONFIG = AlertSettings.PLAIN;

  private final Contract contract = Contract.read();
  private final CertificateEvents certificates = new CertificateEvents(CONFIG);
  private final Endpoint endpoint = Samples.endpoint(1, "GET");

  private void assertKept(Event event) throws Exception {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", event.type().wireName());
    body.put("timestamp", ProbeJson.instant(event.at()));
    body.set("data", event.data());
    // Read again as receivers do: a tree may hold numbers that JSON does not tell apart.
    JsonNode received = new ObjectMapper().readTree(body.toString());
    contract.assertValid(contract.webhook(event.type().wireName()), received);
  }

  @Test
  void certificatesAreAnnouncedAsDescribed() throws Exception {
    X509Certificate certificate = CA.leaf("orders.example.com").leaf();
    assertKept(certificates.ending(endpoint, certificate, Duration.ofHours(40), NOW));
    assertKept(certificates.ending(endpoint, certificate, Duration.ofDays(30), NOW));
    assertKept(certificates.ending(endpoint, certificate, Duration.ZERO, NOW));
    assertKept(certificates.changed(endpoint, certificate, CA.certificate(), NOW));
  }

  @Test
  void flappingAndItsEndAreAsDescribed() throws Exception {
    EndpointEvents events = new EndpointEvents(CONFIG);
    Transition up =
        new Transition(
            ObservedState.DOWN,
            ObservedState.UP,
            NOW,
            null,
            null,
            new UUID(0x7000, 1),
            Resolution.RECOVERED);
    for (Notice.Kind kind : Notice.Kind.values()) {
      assertKept(events.of(endpoint, new Notice(kind, up), null, null, NOW));
    }
  }

  @Test
  void remindersAreAsDescribed() throws Exception {
    Failure failure = Failure.of(FailureClass.CONNECT_REFUSED, "Nobody listens.");
    Reminder reminder =
        new Reminder(
            new UUID(0x7000, 1),
            endpoint.id(),
            NOW.minusSeconds(600),
            Duration.ofMinutes(10),
            ObservedState.DOWN,
            ProbeJson.failure(failure));
    assertKept(new EndpointEvents(CONFIG).reminder(endpoint, reminder, NOW));
  }
}
